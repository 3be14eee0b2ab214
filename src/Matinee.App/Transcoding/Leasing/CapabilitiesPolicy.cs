namespace Matinee.App.Transcoding.Leasing;

/// <summary>
/// The fastest at the task's encoder, hardware before software. A task that needs no encoder goes to a worker without
/// hardware if one waits, so that the others stay free for what only they do well.
/// </summary>
internal sealed class CapabilitiesPolicy : IPlacementPolicy
{
    public WaitingWorker? Choose(ReadyTask task, IReadOnlyList<WaitingWorker> able) => able.Min(
        task.Caps.Length == 0 ? Plain : Comparer<WaitingWorker>.Create((a, b) => Compare(a, b, task.Caps)));

    private static readonly Comparer<WaitingWorker> Plain = Comparer<WaitingWorker>.Create(static (a, b) =>
        a.Worker.HasHardware.CompareTo(b.Worker.HasHardware) is not 0 and var plain ? plain : LeastLoadedPolicy.ByLoad.Compare(a, b));

    private static int Compare(WaitingWorker a, WaitingWorker b, string caps)
    {
        var (x, y) = (a.Worker.Encoders.GetValueOrDefault(caps), b.Worker.Encoders.GetValueOrDefault(caps));
        return y.Hardware.CompareTo(x.Hardware) is not 0 and var hardware ? hardware
            : y.FramesPerSecond.CompareTo(x.FramesPerSecond) is not 0 and var speed ? speed
            : LeastLoadedPolicy.ByLoad.Compare(a, b);
    }
}
