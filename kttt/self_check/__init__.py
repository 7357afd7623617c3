""" "Tình trạng hệ thống": what the portal finds out about itself, in lines that say what to do.

lines (a Line, running all checks) server, contents (the checks) files (rows without file, files without row)
samples (what is computed, computed again) daily (once a day, stored, told) admin (the page)
"""
