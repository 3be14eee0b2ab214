using Matinee.App.Workers.Remote;
using Matinee.Media.Ffmpeg;

namespace Matinee.App.Workers;

/// <summary>A process that is nothing but a worker, as its host sees it.</summary>
public sealed class RemoteWorker
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    private readonly WorkerLoop _loop;
    private readonly Coordinators _coordinators;

    internal RemoteWorker(WorkerLoop loop, Coordinators coordinators) => (_loop, _coordinators) = (loop, coordinators);

    /// <summary>It is registered and takes tasks.</summary>
    public bool IsReady => _loop.IsReady;

    /// <summary>Null, or why the coordinator was not heard lately.</summary>
    public string? Silence => _coordinators.SinceAnswer switch
    {
        null => $"{_coordinators.Current} has not answered yet",
        { } since when since > LongestSilence => $"{_coordinators.Current} has not answered for {since.TotalSeconds:0} s",
        _ => null,
    };

    /// <summary>Why it ended without having been told to: in words for its operator.</summary>
    public string? Refusal => _loop.Refusal?.Message;

    /// <summary>The reason lies on this machine, and not with the coordinator.</summary>
    public bool IsMachineUnfit => _loop.Refusal is FfmpegMissingException;
}
