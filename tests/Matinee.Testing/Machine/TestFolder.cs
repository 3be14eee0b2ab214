using System.Diagnostics;

namespace Matinee.Testing.Machine;

/// <summary>A folder that programs worked in.</summary>
public static class TestFolder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Removes it with all that is in it. A child of a killed program may write its last file meanwhile; it dies soon.</summary>
    public static void Remove(string path)
    {
        var began = Stopwatch.GetTimestamp();
        while (Directory.Exists(path))
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && Stopwatch.GetElapsedTime(began) < Patience)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
