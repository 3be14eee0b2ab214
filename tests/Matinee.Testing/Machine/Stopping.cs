using Matinee.Processes;

namespace Matinee.Testing.Machine;

/// <summary>SIGSTOP that has taken effect. The call returns when the signal is sent; a thread on another core runs on until it notices.</summary>
internal static class Stopping
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Nothing answers any more when this returns; connections stay.</summary>
    public static void Stop(ChildProcess? child)
    {
        if (child is null)
            return;
        child.Send(ProcessSignal.Stop);
        Settle(child.Id);
    }

    /// <summary>Waits for the effect of a signal that was sent.</summary>
    public static void Settle(int process)
    {
        if (!SpinWait.SpinUntil(() => Directory.EnumerateDirectories($"/proc/{process}/task").All(IsStopped), Patience))
            throw new InvalidOperationException($"Process {process} did not stop.");
    }

    // Its state stands behind the name in brackets (proc(5)).
    private static bool IsStopped(string thread)
    {
        try
        {
            var line = File.ReadAllText(Path.Combine(thread, "stat"));
            return line[(line.LastIndexOf(')') + 2)..].StartsWith('T');
        }
        catch (IOException)
        {
            return true; // it ended while we looked
        }
    }
}
