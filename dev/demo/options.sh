# The options of ./demo.

usage() {
  cat <<'TEXT'
./demo: starts an agent run from scratch and shows its events live.

Without options it starts the embedded cluster on this machine (needs Debian, root, JDK 25,
Go and git), builds the images, installs the chart and replays a recorded model. The recorded
commands run for real.

  --context NAME        use this context of your kubeconfig instead. Images for kind (kind-...)
                        are built with docker or podman and loaded. Other clusters pull them:
  --registry R --tag T  from R/sympozium:T, R/skill-k8s-ops:T and R/skill-sre-observability:T

  --model NAME          use a real model instead of the recording
  --base-url URL        endpoint with OpenAI's chat completions API, up to and including /v1
                        (default: OpenAI)
  --api-key-env VAR     environment variable with the API key (default: no key is sent)

  --task TEXT           task for the agent
  --schedule            a schedule of every minute finds a broken workload, instead of one run
  --help                show this text

Exit codes: 0 the run succeeded and no permissions are left, 1 failure, 2 wrong options.
TEXT
}

# Sets context, registry, tag, model, base_url, key_variable, task and schedule. Options that are missing are empty.
parse_options() {
  context= registry= tag= model= base_url= key_variable= task= schedule=
  local name value
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h)
        usage
        exit 0
        ;;
      --schedule)
        schedule=1
        shift
        continue
        ;;
      --*=*)
        name=${1%%=*} value=${1#*=}
        shift
        ;;
      *)
        name=$1 value=${2:-}
        [[ $value != --* ]] || value=
        shift $(($# > 1 ? 2 : 1))
        ;;
    esac
    local variable
    case $name in
      --context | --registry | --tag | --model | --task) variable=${name#--} ;;
      --base-url) variable=base_url ;;
      --api-key-env) variable=key_variable ;;
      *) wrong_option "unknown option \"$name\". See: ./demo --help" ;;
    esac
    [[ $value =~ [^[:space:]] ]] || wrong_option "$name needs a value. See: ./demo --help"
    [ -z "${!variable}" ] || wrong_option "$name is set twice"
    printf -v "$variable" %s "$value"
  done
  check_options
}

check_options() {
  case ${registry:+registry}${tag:+tag} in
    registry | tag) wrong_option '--registry and --tag need each other. Set both' ;;
  esac
  [ -z "$registry" ] || [ -n "$context" ] || wrong_option '--registry needs --context NAME. The embedded cluster only uses images that are built on this machine'
  [[ -z $context || -n $registry || $context == kind-* ]] || wrong_option "--context $context: the demo can load images into kind clusters only. Push R/sympozium:T, R/skill-k8s-ops:T and R/skill-sre-observability:T, and use --registry R --tag T"
  [ -z "$schedule" ] || [ -z "$task" ] || wrong_option '--task and --schedule exclude each other: the schedule has its task'
  [ -n "$model" ] || [ -z "$base_url" ] || wrong_option '--base-url needs --model NAME'
  [ -n "$model" ] || [ -z "$key_variable" ] || wrong_option '--api-key-env needs --model NAME'
  [[ $model != *$'\n'* ]] || wrong_option '--model: a name has one line'
  [[ -z $base_url || $base_url =~ ^https?://[A-Za-z0-9.:[\]@-]+(/[^[:space:]]*)?$ ]] || wrong_option "--base-url: \"$base_url\" is not an http or https URL. Example: https://models.example/v1"
  [ -z "$key_variable" ] || { [[ $key_variable =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] && [[ ${!key_variable:-} =~ [^[:space:]] ]]; } ||
    wrong_option '--api-key-env: no environment variable of this name is set. Pass the name of an exported variable, not the key'
}
