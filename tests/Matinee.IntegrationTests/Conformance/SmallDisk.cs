using System.Diagnostics;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>A tmpfs of a few megabytes. Mounting needs root, or a user namespace that this process is not in.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting a tmpfs needs root.");
        var path = Directory.CreateTempSubdirectory("matinee-disk-").FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        return new SmallDisk(path);
    }

    /// <summary>Takes what room is left, until the file is deleted.</summary>
    /// <returns>The file.</returns>
    public string Fill()
    {
        var path = System.IO.Path.Combine(Path, "filler");
        var block = new byte[64 * 1024];
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            return path; // no space is left
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!; // shell execution is off
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {errors}");
    }
}
