# Sourced by the scripts of this folder from the project's folder.

case " $* " in
    *" --quick "*) printf '%s\n\n' "With --quick everything runs once, on small data: no figure below says how fast anything is." ;;
esac

# mvn without its escape codes, which it prints even in batch mode; to standard error, as standard output has the table.
maven() { mvn -B -q "$@" 2>&1 | sed 's/\x1b\[[0-9;]*m//g' >&2; }

# Builds the tools where they are missing or older than their sources.
build() {
    if [ ! -f target/sce2tm.jar ] || [ -n "$(find pom.xml src/main -newer target/sce2tm.jar -print -quit)" ]; then
        maven -DskipTests package
    fi
}

# stopwatch CMD...: runs it in silence and prints its wall time in milliseconds; a failure ends the script.
stopwatch() {
    local start=${EPOCHREALTIME/[.,]/} log
    log=$("$@" 2>&1) || { echo "$0: $* failed: $log" >&2; exit 1; }
    echo $(((${EPOCHREALTIME/[.,]/} - start) / 1000))
}

# median NUMBER...
median() {
    printf '%s\n' "$@" | sort -g | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# missing WHAT: says what this machine lacks for the script, and ends it with the code by which the smoke test knows that.
missing() {
    echo "$(basename "$0"): needs $*" >&2
    exit 69
}

# python_with MODULE: the first Python that has it, of PYTHON, python3 and the system's own.
python_with() {
    local python
    for python in ${PYTHON:-} python3 /usr/bin/python3; do
        if "$python" -c "import $1" 2> /dev/null; then
            echo "$python"
            return
        fi
    done
    missing "a python3 with $1 (Debian: apt-get install python3-$1), or its name in PYTHON"
}

# gnu_time: GNU time, which tells a process's peak memory.
gnu_time() {
    local time
    for time in gtime /usr/bin/time; do
        if "$time" --version 2>&1 | grep -q GNU; then
            echo "$time"
            return
        fi
    done
    missing "GNU time for the peak memory (Debian: apt-get install time)"
}

# only_shape NAME: leaves of the array "sets" the one whose first word is NAME.
only_shape() {
    local set names=${sets[*]%% *}
    for set in "${sets[@]}"; do
        if [[ $set == "$1 "* ]]; then
            sets=("$set")
            return
        fi
    done
    missing "a shape: $1 is none of $names"
}
