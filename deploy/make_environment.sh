#!/bin/sh
# Makes .venv from requirements/$1.txt (run or develop), with hashes; does nothing when it is there already.
# Copes with machines that lack uv, the venv module or pip, or says in one line what to install.
set -eu
cd "$(dirname "$0")/.."
lock="requirements/$1.txt"

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

# What an environment was made from. It names its folder too, since a copied environment works on the original.
stamp() {
    printf '%s %s' "$(cksum < "requirements/$1.txt")" "$PWD"
}

installed() {
    [ -x .venv/bin/python ] && [ "$(cat ".venv/.installed-$1" 2>/dev/null)" = "$(stamp "$1")" ] &&
        .venv/bin/python -c '' 2>/dev/null
}

if installed "$1"; then
    exit 0
fi

# A candidate is asked, not believed: version managers put commands on the path that refuse to run.
python=
for candidate in ${KTTT_PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || fail "Cần Python 3.11 trở lên, hãy cài: sudo apt-get install python3.11 python3.11-venv \
(Python 3.11 or newer is needed; none was found.)"

# Prints the command that installs packages into .venv, making .venv where there is none.
installer() {
    if command -v uv >/dev/null 2>&1 && { .venv/bin/python -c '' || uv venv --quiet --python "$python" .venv; }; then
        echo uv pip install --quiet --python .venv/bin/python
    elif .venv/bin/python -m pip --version ||
        { rm -rf .venv && "$python" -m venv .venv; } ||
        { rm -rf .venv && "$python" -m virtualenv --quiet .venv; }; then
        echo .venv/bin/python -m pip install --quiet --disable-pip-version-check
    elif rm -rf .venv && "$python" -m pip --version && "$python" -m venv --without-pip .venv; then
        echo "$python" -m pip --python .venv/bin/python install --quiet --disable-pip-version-check
    fi 2>/dev/null | tail -n 1
}
install=$(installer)
[ -n "$install" ] || fail "Python trên máy thiếu venv và pip, hãy cài: sudo apt-get install python3-venv \
(Python's venv and pip are missing; install them with the command above.)"

echo "Đang cài thư viện theo $lock (lần đầu mất vài phút)…"
$install --require-hashes -r "$lock" ||
    fail "Không cài được thư viện theo $lock: xem lỗi ở trên, kiểm tra mạng rồi chạy lại. (Installing failed.)"

# The develop lock holds everything of the run lock.
stamp run > .venv/.installed-run
stamp "$1" > ".venv/.installed-$1"
