# Functions of ./demo for its output: one line for each step, which changes on a terminal.

live=
[ ! -t 1 ] || [ "${TERM:-dumb}" = dumb ] || live=1
step=
ticker=

begin() { # NAME
  step=$1
  started_at=$(date +%s%N)
}

draw() { # MARK TEXT
  local tenths=$((($(date +%s%N) - started_at) / 100000000))
  # printf counts bytes, and the name of a step is ASCII.
  printf '%s  %s %-29s %3d.%d s   %s' "${live:+$'\r\033[K'}" "$1" "$step" $((tenths / 10)) $((tenths % 10)) "$2"
  [ -n "$live" ] && [ "$1" = … ] || echo
}

detail() { # TEXT: shows the current action on a terminal
  [ -n "$live" ] || return 0
  stop_ticking
  while draw … "$1"; do sleep 0.2; done &
  ticker=$!
}

announce() { # TEXT: shows the current action also in other outputs
  [ -n "$live" ] || draw … "$1"
  detail "$1"
}

stop_ticking() {
  [ -n "$ticker" ] || return 0
  { kill "$ticker" && wait "$ticker"; } 2>/dev/null || true
  ticker=
}

finish() { # TEXT
  stop_ticking
  draw ✓ "$1"
  step=
}

fail() { # MESSAGE
  stop_ticking
  [ -z "$step" ] || draw ✗ '' >&2
  echo "./demo: $1" >&2
  exit 1
}

wrong_option() { # MESSAGE
  echo "./demo: $1" >&2
  exit 2
}

quoted_tail() { # prints the last lines of the standard input
  tail -n 15 | sed 's/^/  │ /'
}

# Runs a command and prints its output. A failure names the command and shows its last lines.
checked() { # COMMAND...
  local errors output
  errors=$(mktemp)
  if output=$("$@" 2>"$errors"); then
    rm -f "$errors"
    printf '%s' "$output"
    return
  fi
  output+=$'\n'$(cat "$errors")
  rm -f "$errors"
  [ "$1" != kube ] || set -- kubectl ${context:+--context "$context"} "${@:2}"
  fail "\`$(command_line "$@")\` failed:"$'\n'"$(quoted_tail <<<"$output")"
}

# Runs a command whose output goes to a log.
logged() { # LOG COMMAND...
  local log=$1
  shift
  "$@" >>"$log" 2>&1 </dev/null || fail "\`$(command_line "$@")\` failed:"$'\n'"$(quoted_tail <"$log")"$'\n'"More: less $log"
}

# Prints a command as a user would type it.
command_line() { # COMMAND...
  local word line=
  for word in "$@"; do
    case $word in
      "$1") word=$(basename "$word") ;;
      *[!A-Za-z0-9_@%+=:,./\{\}-]*) word="'$word'" ;;
    esac
    line+="${line:+ }$word"
  done
  printf '%s' "$line"
}

# Prints the path of a program on PATH, or of the one that was built for the embedded cluster.
program() { # NAME
  command -v "$1" || {
    local built
    built=$("$root/dev/cluster" path "$1")
    [ -x "$built" ] || fail "--context needs $1, which is not on PATH. Install it."
    echo "$built"
  }
}
