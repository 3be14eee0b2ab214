namespace Matinee.Testing.Fleet;

/// <summary>An ffmpeg for <c>Worker:FfmpegPath</c> that does something to chunks before or after the real one has made them.</summary>
public static class FfmpegShim
{
    private const UnixFileMode Runnable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Every encode of the picture takes so much longer: time to be met in the middle of it.</summary>
    public static string Slow(string folder, TimeSpan by) => Write(folder, "slow", $"/bin/sleep {(int)by.TotalSeconds}", "");

    /// <summary>
    /// Ends well, and leaves damage: of chunks that begin with an even segment the last bytes of the first one are missing,
    /// of others the first one's box tells of no samples.
    /// </summary>
    public static string Damaging(string folder) => Write(folder, "damaging", "", """
        for f in *.m4s; do
          case "$f" in
            *[02468].m4s) /usr/bin/truncate -s -100 "$f" ;;
            *) at=$(/bin/grep -obUa trun "$f" | /usr/bin/head -1 | /usr/bin/cut -d: -f1); printf '\x00' | /bin/dd of="$f" bs=1 seek=$((at+11)) conv=notrunc 2>/dev/null ;;
          esac
          break
        done
        """);

    private static string Write(string folder, string name, string before, string after)
    {
        var path = Path.Combine(folder, $"ffmpeg-{name}");
        File.WriteAllText(path, $$"""
            #!/bin/bash
            case " $* " in
              *" -var_stream_map "*) {{(before.Length > 0 ? before : ":")}}; /usr/bin/ffmpeg "$@"; rc=$?; {{(after.Length > 0 ? after : ":")}}; exit $rc ;;
              *) exec /usr/bin/ffmpeg "$@" ;;
            esac

            """);
        File.SetUnixFileMode(path, Runnable);
        return path;
    }
}
