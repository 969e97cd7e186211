#!/usr/bin/env bash
# Real MLflow servers for the integration suite: `eval "$(.ci/mlflow.sh start)"` sets their addresses, `.ci/mlflow.sh stop` ends what was started.
# `install` alone may run in the background early. Where the scripts are not there, nothing is started and the suite skips with a sentence.
set -euo pipefail
cd "$(dirname "$0")/.."
script=${TELLTALE_MLFLOW_SCRIPT:-../shared/services/mlflow/mlflow.sh}
cache=${TELLTALE_MLFLOW_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/telltale-mlflow}
run=${TELLTALE_MLFLOW_RUN:-${TMPDIR:-/tmp}/telltale-mlflow-run}
if [ ! -f "$script" ]; then echo "no MLflow script at $script" >&2; exit 0; fi
mkdir -p "$cache" "$run"

# An installation that was cut off is begun again.
install() { [ -e "$cache/$1/whole" ] || { rm -rf "${cache:?}/$1"; bash "$script" install "$1" "$cache/$1" >&2; touch "$cache/$1/whole"; }; }
# A port that nobody listens on now.
free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
start() {
  local port; port=$(free)
  rm -rf "$run/run-$1"
  bash "$script" start "$cache/$1" "$run/run-$1" "$port" >&2
  echo "export $2=http://127.0.0.1:$port"
}

case ${1:-} in
  install) install 2.8; install 3.17 ;;
  start) install 2.8; install 3.17; start 2.8 TELLTALE_MLFLOW_28; start 3.17 TELLTALE_MLFLOW_317 ;;
  stop) for one in "$run"/run-*; do if [ -f "$one/pid" ]; then bash "$script" stop "$one"; fi; done ;;
  *) echo 'usage: .ci/mlflow.sh install|start|stop' >&2; exit 2 ;;
esac
