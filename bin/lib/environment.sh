# Sourced by the commands of bin/: makes .venv when there is none and installs what a file of
# requirements names. A copy of what was installed is kept inside .venv, so the next run skips pip.

fail() {
    echo "$*" >&2
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

suitable_python() {
    for candidate in "${PYTHON:-python3}" python3 python3.13 python3.12 python3.11 python3.14 python; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    fail "Plenary needs Python 3.11 or newer, and no such python3 was found. Install one, or name it: PYTHON=/path/to/python3 $0"
}

make_venv() {
    python=$(suitable_python) || exit 1
    echo "Making .venv with $("$python" --version) …"
    "$python" -m venv --clear .venv ||
        fail "Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv, then run $0 again."
}

is_installed() {
    for file in "$@"; do
        cmp -s "$file" ".venv/installed-$file" || return 1
    done
}

# prepare_environment constraints.txt requirements.txt [requirements-dev.txt]: the last one includes the others.
prepare_environment() {
    is_new_enough .venv/bin/python || make_venv
    if ! is_installed "$@"; then
        for file in "$@"; do last=$file; done
        echo "Installing what $last names into .venv; the first time takes a minute …"
        .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --requirement "$last" ||
            fail "Installing $last failed; the lines above say why. Run $0 again when that is mended."
        for file in "$@"; do cp "$file" ".venv/installed-$file"; done
    fi
    .venv/bin/python bin/lib/compile_messages.py || fail "The translations could not be compiled; the lines above say why."
}
