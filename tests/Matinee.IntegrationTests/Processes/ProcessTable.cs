namespace Matinee.IntegrationTests.Processes;

/// <summary>What the kernel says of a pid.</summary>
internal static class ProcessTable
{
    /// <summary>The state letter of /proc/PID/stat (Z is a zombie); null when there is no such process.</summary>
    public static char? State(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static bool Runs(int pid) => State(pid) is not (null or 'Z' or 'X');

    /// <summary>Waits until it is gone; false when it still runs after the given time.</summary>
    public static async Task<bool> EndsAsync(int pid, TimeSpan within)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (Runs(pid))
        {
            if (TimeProvider.System.GetElapsedTime(started) > within)
            {
                return false;
            }

            await Task.Delay(10);
        }

        return true;
    }
}
