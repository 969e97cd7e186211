#!/usr/bin/env bash
# Real services for the integration suites, on this machine alone, built from package registries.
#   .ci/services.sh begin NAME…            begins the long installations in the background and returns at once
#   .ci/services.sh wait NAME…             waits for them as long as patience lasts, then ends what has not finished
#   eval "$(.ci/services.sh start NAME…)"  the same, then starts the services and sets the addresses that the suites read
#   .ci/services.sh with containers CMD…   runs CMD beside a Docker engine of its own, in its network, with this checkout's image
#   .ci/services.sh stop                   ends whatever was begun or started for this checkout
# NAME: postgres, mlflow, kubernetes, containers. Where a service cannot be had in its time, a sentence says so and its suites skip;
# a Dockerfile whose own steps fail is a fault of this checkout and fails.
set -euo pipefail
cd "$(dirname "$0")/.."
self=$PWD/.ci/services.sh
scripts=${TELLTALE_SERVICE_SCRIPTS:-../shared/services}
mark=$(pwd -P | sha256sum | cut -c1-12)
state=${TMPDIR:-/tmp}/telltale-services-$mark
export OCI_WORK=${TELLTALE_CONTAINERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/telltale-containers}
export KUBE_RUN=$state/kube TELLTALE_MLFLOW_RUN=$state/mlflow
image=telltale:ci-$mark
patience=${TELLTALE_SERVICES_PATIENCE:-1380} # seconds from "begin" until an installation is given up
tell() { echo "services: $*" >&2; }

# Whether NAME can be had here at all; a sentence where it cannot.
possible() {
  case $1 in
    postgres) [ -f "$scripts/local/pg.sh" ] || { tell "no PostgreSQL: there is no $scripts/local/pg.sh"; return 1; } ;;
    mlflow) [ -f "$scripts/mlflow/mlflow.sh" ] || { tell "no MLflow: there is no $scripts/mlflow/mlflow.sh"; return 1; } ;;
    kubernetes)
      [ -f "$scripts/kubernetes/ensure.sh" ] || { tell "no Kubernetes: there is no $scripts/kubernetes"; return 1; }
      command -v go >/dev/null || { tell 'no Kubernetes: Go builds it, and there is none'; return 1; } ;;
    containers)
      [ -f "$scripts/containers/engine.sh" ] || { tell "no container engine: there is no $scripts/containers"; return 1; }
      [ "$(id -u)" = 0 ] || { tell 'no container engine: its namespaces need root'; return 1; } ;;
    *) tell "there is no service \"$1\""; exit 2 ;;
  esac
}

packages() { # one apt at a time
  (
    flock 8
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq -o DPkg::Lock::Timeout=600 update
    apt-get -qq -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confold install -y --no-install-recommends "$@" >/dev/null
  ) 8>"$state/apt.lock"
}
engine() { "$scripts/containers/engine.sh" "$@"; }

install() {
  case $1 in
    postgres)
      if ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
        # The package would start a database of its own on 5432.
        mkdir -p /etc/postgresql-common
        [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
        packages postgresql
      fi ;;
    mlflow) TELLTALE_MLFLOW_SCRIPT=$scripts/mlflow/mlflow.sh .ci/mlflow.sh install ;;
    kubernetes) "$scripts/kubernetes/ensure.sh" > "$state/kube.path" ;;
    containers)
      mkdir -p "$OCI_WORK"
      (flock 8; "$scripts/containers/setup.sh") 8>"$state/apt.lock"
      HOST_NET=1 engine "$scripts/containers/images.sh" ;;
    image)
      "$self" install containers
      HOST_NET=1 engine "$self" build
      HOST_NET=1 engine sh -c 'docker image prune -f; docker builder prune -f --keep-storage 4GB' >/dev/null ;;
  esac
}

# Beside an engine: this checkout's image. A registry that does not answer gets a second chance.
build() {
  local try
  for try in 1 2; do
    if docker build --progress plain --network host -f docker/Dockerfile -t "$image" \
      --build-arg VERSION="$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)" --build-arg COMMIT="$(git rev-parse --short HEAD)" . 2>&1; then return 0; fi
    grep -qE "$away" "$state/image.log" || return 1
  done
  return 1
}
# What only this checkout can be guilty of; an engine that fails for another reason is left out.
ours='did not complete successfully|failed to calculate checksum|failed to compute cache key|dockerfile parse error|failed to parse stage name'
away='npm (error|ERR!) .*(ECONNRESET|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|ERR_SOCKET_TIMEOUT|code E(429|50[0-9]))'

# Installs NAME once; who asks while it is under way waits, as long as patience lasts: then it is ended, so that nothing is built beside the tests.
# A process of its own, so that its first error ends it. What was left out once is not tried again.
ready() {
  [ ! -e "$state/$1.ready" ] || return 0
  [ ! -e "$state/$1.left" ] || return 1
  local left=$patience code=0
  [ ! -e "$state/began" ] || left=$((patience - $(date +%s) + $(cat "$state/began")))
  [ "$left" -gt 1 ] || left=1
  timeout --kill-after=10 "$left" "$self" install "$1" >> "$state/$1.log" 2>&1 || code=$?
  [ $code != 0 ] || return 0
  end "$1"
  if [ $code = 124 ]; then tell "$1 was not installed within ${patience} s:"; else tell "$1 could not be installed:"; fi
  tail -30 "$state/$1.log" >&2
  if [ $code != 124 ] && [ "$1" = image ] && grep -qE "$ours" "$state/image.log" && ! grep -qE "$away" "$state/image.log"; then tell 'the image does not build'; exit 1; fi
  touch "$state/$1.left"
  tell "$1 is left out: its suites skip"
  return 1
}
# NAME with all that it is made of.
whole() { ready "$1" && { [ "$1" != containers ] || ready image; }; }

# Ends the installation of NAME that was begun in the background, with all that it started.
end() {
  [ "$1" != containers ] || end image
  local group; group=$(cat "$state/$1.pid" 2>/dev/null) || return 0
  # ours only: its command line names this script
  grep -qa services.sh "/proc/$group/cmdline" 2>/dev/null || return 0
  kill -TERM -- "-$group" 2>/dev/null || true
  for _ in $(seq 100); do pgrep -g "$group" >/dev/null || break; sleep 0.1; done
  pkill -KILL -g "$group" || true
}

# The first of N ports in a row that nobody listens on now.
free() {
  python3 - "$1" <<'PY'
import random, socket, sys
n = int(sys.argv[1])
while True:
    base, held = random.randrange(20000, 32000), []
    try:
        for port in range(base, base + n):
            held.append(socket.socket()); held[-1].bind(('127.0.0.1', port))
        print(base); break
    except OSError:
        pass
    finally:
        for one in held: one.close()
PY
}

# Starts NAME and prints the addresses that its suites read.
up() {
  local port
  case $1 in
    postgres)
      port=$(free 1)
      bash "$scripts/local/pg.sh" init "$state/postgres" "$port" >&2
      bash "$scripts/local/pg.sh" start "$state/postgres"
      echo "export TELLTALE_POSTGRES=postgresql://postgres:secret@127.0.0.1:$port/postgres" ;;
    mlflow) TELLTALE_MLFLOW_SCRIPT=$scripts/mlflow/mlflow.sh .ci/mlflow.sh start ;;
    kubernetes)
      KUBE_BIN=$(cat "$state/kube.path") KUBE_PORT=$(free 5) "$scripts/kubernetes/start.sh" >&2
      echo "export TELLTALE_KUBECONFIG=$KUBE_RUN/kubeconfig" ;;
    containers) echo 'export TELLTALE_CONTAINERS=beside' ;; # the engine runs only as long as a command beside it: see "with"
  esac
}

stop() {
  [ -d "$state" ] || return 0
  local begun
  for begun in "$state"/*.pid; do [ ! -e "$begun" ] || end "$(basename "$begun" .pid)"; done
  if [ -e "$KUBE_RUN/pids" ]; then "$scripts/kubernetes/stop.sh"; fi
  TELLTALE_MLFLOW_SCRIPT=$scripts/mlflow/mlflow.sh .ci/mlflow.sh stop
  if [ -e "$state/postgres/pg/postmaster.pid" ]; then bash "$scripts/local/pg.sh" stop "$state/postgres"; fi
  rm -rf "$state"
}

verb=${1:-}; shift || true
case $verb in
  begin)
    mkdir -p "$state"; date +%s > "$state/began"
    for name in "$@"; do
      possible "$name" || continue
      [ "$name" != containers ] || name=image # which installs the engine first
      setsid "$self" install-beside "$name" </dev/null >>"$state/$name.log" 2>&1 &
      echo $! > "$state/$name.pid"
    done ;;
  install-beside)
    # Behind everything else: Linux weighs sessions against one another, and "nice" within a session only.
    echo 19 2>/dev/null >/proc/self/autogroup || true
    exec nice -n 19 "$self" install "$1" ;;
  install)
    exec 9>"$state/$1.lock"; flock 9
    if [ ! -e "$state/$1.ready" ]; then install "$1"; touch "$state/$1.ready"; fi ;;
  wait) mkdir -p "$state"; for name in "$@"; do ! possible "$name" 2>/dev/null || whole "$name" || true; done ;;
  start)
    mkdir -p "$state"
    for name in "$@"; do
      possible "$name" || continue
      whole "$name" || continue
      if ! addresses=$(timeout 180 "$self" up "$name" 2>> "$state/$name.log"); then
        tell "$name does not start and is left out: its suites skip"; tail -30 "$state/$name.log" >&2; continue
      fi
      echo "$addresses"
      tell "$name: ready after ${SECONDS}s of waiting"
    done ;;
  up) up "$1" ;;
  build) build ;;
  with)
    [ "${1:-}" = containers ] || { tell 'with containers COMMAND…'; exit 2; }
    shift; mkdir -p "$state"
    possible containers
    whole containers
    TELLTALE_DOCKER_HOST=unix://$OCI_WORK/docker.sock TELLTALE_IMAGE=$image engine "$@" ;;
  stop) stop ;;
  *) sed -n '2,9p' "$0" >&2; exit 2 ;;
esac
