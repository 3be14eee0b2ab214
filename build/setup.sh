# Sourced by ./run and ./test: finds or installs what they need. Quiet when nothing is to do.

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif have sudo; then sudo "$@"
  else die "This needs root or sudo: $*"
  fi
}

# need COMMAND PACKAGE ...: installs the packages whose command is missing, in one go.
need() {
  local missing=()
  while [ $# -gt 0 ]; do
    have "$1" || missing+=("$2")
    shift 2
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  have apt-get || die "Install ${missing[*]} first (apt-get is not on this machine)."
  say "Installing ${missing[*]} ..."
  local log; log=$(mktemp)
  # The timeout waits for another apt or unattended-upgrades to let go of the lock.
  if ! { as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq update &&
         as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -5 "$log" >&2
    die "Could not install ${missing[*]}."
  fi
  rm -f "$log"
}

need_dotnet() {
  have dotnet || [ ! -x "$HOME/.dotnet/dotnet" ] || export PATH="$HOME/.dotnet:$PATH" DOTNET_ROOT="$HOME/.dotnet"
  have dotnet && dotnet --list-sdks 2>/dev/null | grep -q '^10\.' && return 0
  die "The .NET 10 SDK is missing. Install it from https://dotnet.microsoft.com/download/dotnet/10.0
or with: curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0"
}

need_node() {
  have node && have npm && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] && return 0
  die "Node 20 or newer is missing; the pages are built with it. Install it from https://nodejs.org
or with your package manager (nodejs and npm)."
}

need_build_tools() {
  need_dotnet
  need_node
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}

# build CONFIGURATION TARGET: builds when a source is newer than the last good build of that target.
build() {
  local configuration=$1 target=$2 stamp
  stamp="artifacts/.built-$configuration-$(basename "$target")"
  mkdir -p artifacts
  if [ -e "$stamp" ] && [ -z "$(find . \
      \( -name bin -o -name obj -o -name node_modules -o -name wwwroot -o -name .git -o -name artifacts -o -name data -o -name docs \) -prune -o \
      -type f -newer "$stamp" \( -name '*.cs' -o -name '*.razor' -o -name '*.sql' -o -name '*.csproj' -o -name '*.props' -o -name '*.slnx' -o -name '*.json' -o -name '*.ts' -o -name '*.css' -o -name '*.svg' -o -name '*.txt' \) -print -quit)" ]; then
    return 0
  fi
  say "Building ..."
  local log compiler code=0; log=$(mktemp) compiler="matinee-$$"
  # One compiler, warm after the first project, instead of a cold one for each. Where there is no pkill it ends by itself ten minutes later.
  dotnet build "$target" -c "$configuration" -v q -nologo -clp:ErrorsOnly -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler" >"$log" 2>&1 || code=$?
  ! have pkill || pkill -f -- "VBCSCompiler.* -pipename:$compiler\$" || true
  if [ "$code" -ne 0 ]; then
    grep -E 'error|Error' "$log" | sort -u | head -20 >&2 || tail -20 "$log" >&2
    die "The build failed; the whole log is $log"
  fi
  rm -f "$log"
  touch "$stamp"
}
