#!/bin/sh
# Makes .venv from requirements/$1.txt (run or develop), with hashes; does nothing when it is there already.
# Copes with a machine that lacks uv, the venv module or pip, or says in one line what to install.
set -eu
cd "$(dirname "$0")/.."
lock="requirements/$1.txt"

quietly() {
    "$@" >/dev/null 2>&1
}

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

# A command is asked, not believed: version managers put some on the path that refuse to run.
new_enough() {
    quietly "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'
}

# What an environment was made from. It names its folder too, since a copied environment works on the original.
stamp() {
    printf '%s %s' "$(cksum < "requirements/$1.txt")" "$PWD"
}

if new_enough .venv/bin/python && [ "$(cat ".venv/.made-from-$1" 2>/dev/null)" = "$(stamp "$1")" ]; then
    exit 0
fi

for python in python3 python3.13 python3.12 python3.11 none; do
    new_enough "$python" && break
done
[ "$python" != none ] || fail "Cần Python 3.11 trở lên, hãy cài: sudo apt-get install python3.11 python3.11-venv \
(Python 3.11 or newer is needed; none was found.)"

with_uv() {
    quietly command -v uv &&
        { new_enough .venv/bin/python || uv venv --quiet --python "$python" .venv; } &&
        uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
}

with_pip() {
    if quietly .venv/bin/python -m pip --version ||
        { rm -rf .venv && quietly "$python" -m venv .venv; } ||
        { rm -rf .venv && quietly "$python" -m virtualenv .venv; }; then
        pip=".venv/bin/python -m pip"
    elif rm -rf .venv && quietly "$python" -m pip --version && quietly "$python" -m venv --without-pip .venv; then
        pip="$python -m pip --python .venv/bin/python"
    else
        rm -rf .venv
        fail "Python trên máy này thiếu venv và pip, hãy cài: sudo apt-get install python3-venv \
(Python's venv and pip are missing: install them with this command.)"
    fi
    $pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
}

echo "Đang cài các thư viện trong $lock (lần đầu có thể mất vài phút)…"
new_enough .venv/bin/python || rm -rf .venv
rm -f .venv/.made-from-*
with_uv || with_pip ||
    fail "Chưa cài được các thư viện trong $lock: xem lỗi ở trên, kiểm tra mạng rồi chạy lại. (Installing failed.)"

# The develop lock holds everything that the run lock holds.
stamp run > .venv/.made-from-run
stamp "$1" > ".venv/.made-from-$1"
