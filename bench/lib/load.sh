# Sourced by the tables of the channel server, after root is set: installs the peers, builds the load driver, and runs one of its tables.

# load_table NAME apart|together [ARGUMENT ...]: apart: servers on one core, the driver on another, where there are two.
load_table() {
  local name=$1 place=$2 cores=()
  shift 2
  . "$root/build/setup.sh"
  PATH=$PATH:/usr/sbin:/sbin
  need taskset util-linux nginx nginx redis-server redis-server redis-cli redis-tools nats-server nats-server
  # The module is no command: asked for by its file.
  [ -e /usr/lib/nginx/modules/ngx_nchan_module.so ] || need matinee-bench-nchan libnginx-mod-nchan
  need_dotnet
  need_node
  if [ ! -d "$root/bench/peers/node_modules" ] || [ "$root/bench/peers/package-lock.json" -nt "$root/bench/peers/node_modules/.package-lock.json" ]; then
    (cd "$root/bench/peers" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2
  fi
  dotnet build "$root/bench/Matinee.Load" -c Release -v q -nologo -clp:ErrorsOnly -p:SkipWebBuild=true >/dev/null
  ulimit -n "$(ulimit -Hn)"
  if [ "$place" = apart ] && [ "$(nproc)" -gt 1 ]; then
    export LOAD_SERVER_CORE=0
    cores=(taskset -c 1)
  fi
  # .NET counts the cores that it may use, and the driver is one thread.
  exec "${cores[@]}" dotnet "$root/bench/Matinee.Load/bin/Release/net10.0/Matinee.Load.dll" "$name" "$@"
}
