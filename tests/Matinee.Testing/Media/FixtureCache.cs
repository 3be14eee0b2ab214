using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Matinee.Processes;

namespace Matinee.Testing.Media;

/// <summary>
/// Makes each fixture once and keeps it in the temporary folder under the hash of its recipe, so that a changed recipe is a new
/// file. Safe to use from several test processes at once.
/// </summary>
public static class FixtureCache
{
    private const string Subtitles = "1\n00:00:01,000 --> 00:00:03,000\nHello from the first line\n\n2\n00:00:04,500 --> 00:00:06,000\nand the <i>second</i>\n";

    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Making = new();

    public static string Folder { get; } = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "matinee-fixtures")).FullName;

    /// <summary>Absolute path of the finished file. Treat it as read-only.</summary>
    public static Task<string> PathAsync(MediaFixture fixture) =>
        MakeAsync(fixture.FileName, string.Join('\n', fixture.Steps), folder => BuildAsync(fixture, folder));

    /// <summary>The cached file of this name and recipe; <paramref name="build"/> makes it in a folder of its own when it is missing.</summary>
    public static Task<string> MakeAsync(string fileName, string recipe, Func<string, Task> build)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(recipe)))[..12];
        string path = Path.Combine(Folder, hash, fileName);
        return Making.GetOrAdd(path, key => new Lazy<Task<string>>(() => EnsureAsync(key, build))).Value;
    }

    /// <summary>Runs ffmpeg as a test's own tool: with this machine's network and without limits.</summary>
    public static async Task FfmpegAsync(string folder, params string[] arguments)
    {
        var errors = new ConcurrentQueue<string>();
        ChildExit exit = await ChildProcess.RunAsync(
            new ChildProcessSpec
            {
                FileName = Sandbox.Find("ffmpeg") ?? throw new InvalidOperationException("Install ffmpeg to run these tests."),
                Arguments = ["-hide_banner", "-loglevel", "error", "-nostdin", "-y", .. arguments],
                WorkingFolder = folder,
                OnError = line => errors.Enqueue(Encoding.UTF8.GetString(line)),
            },
            CancellationToken.None);
        if (exit.ExitCode != 0)
        {
            throw new InvalidOperationException($"ffmpeg {string.Join(' ', arguments)} ended with {exit.ExitCode}: {string.Join('\n', errors)}");
        }
    }

    private static async Task<string> EnsureAsync(string path, Func<string, Task> build)
    {
        if (File.Exists(path))
        {
            return path;
        }

        string work = Directory.CreateDirectory(Path.Combine(Folder, $"making-{Guid.NewGuid():N}")).FullName;
        try
        {
            await build(work);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // A path in Folder always has a parent.
            File.Move(Path.Combine(work, Path.GetFileName(path)), path, overwrite: true);
            return path;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task BuildAsync(MediaFixture fixture, string folder)
    {
        string subtitles = Path.Combine(folder, "lines.srt");
        await File.WriteAllTextAsync(subtitles, Subtitles);
        foreach (string step in fixture.Steps)
        {
            ImmutableArray<string> arguments = [.. step.Split(' ').Select(word => word
                .Replace("{out}", Path.Combine(folder, fixture.FileName), StringComparison.Ordinal)
                .Replace("{srt}", subtitles, StringComparison.Ordinal)
                .Replace("{1}", Path.Combine(folder, "between-1"), StringComparison.Ordinal)
                .Replace("{2}", Path.Combine(folder, "between-2"), StringComparison.Ordinal))];
            await FfmpegAsync(folder, [.. arguments]);
        }
    }
}
