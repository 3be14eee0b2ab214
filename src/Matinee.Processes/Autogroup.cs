using System.Globalization;

namespace Matinee.Processes;

/// <summary>
/// Where the kernel groups processes by session (sched_autogroup, on by default), niceness orders only what is inside one
/// session, and every child here has one of its own. The group then has a niceness of its own (sched(7), "The autogroup feature").
/// </summary>
internal static class Autogroup
{
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(110);

    /// <summary>Lets the session of a child yield as the child itself does. Without the feature nothing happens, and nothing is needed.</summary>
    /// <param name="pid">The leader of its session, not yet waited for.</param>
    public static async Task YieldAsync(int pid, int nice)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/autogroup");
        for (var tries = 0; File.Exists(file); tries++)
        {
            try
            {
                await File.WriteAllTextAsync(file, nice.ToString(CultureInfo.InvariantCulture));
                return;
            }
            catch (IOException) when (tries < Tries)
            {
                await Task.Delay(Pause, TimeProvider.System); // the kernel takes one change in 100 ms from all who are not privileged
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return; // as on a kernel without it: the child runs, it only yields less
            }
        }
    }
}
