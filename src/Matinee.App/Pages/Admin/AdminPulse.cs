using System.Runtime.CompilerServices;
using Matinee.App.Http;
using Matinee.App.Transcoding.Boards;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Membership;

namespace Matinee.App.Pages.Admin;

/// <summary>
/// Tells open pages that what they show has changed; they fetch themselves again. One query a second however many look,
/// and none when nobody does.
/// </summary>
internal sealed class AdminPulse(BoardPulse board, LeaderElection election, NodeDirectory nodes, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<string>? _last;
    private long _lastAt;

    /// <param name="withLoad">Also when a node says how busy it is; they all do, every other second.</param>
    public async IAsyncEnumerable<ServerSentEvent> WatchAsync(bool withLoad, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = "";
        while (!cancellationToken.IsCancellationRequested)
        {
            var now = await Shared().WaitAsync(cancellationToken) + (withLoad ? Load() : "");
            if (now != seen)
                yield return new ServerSentEvent("changed", seen = now);
            await Task.Delay(Every, time, cancellationToken);
        }
    }

    private Task<string> Shared()
    {
        lock (_lock)
        {
            // Not the first listener's cancellation: the others wait for it too. The database has a deadline of its own.
            if (_last is null || _last.IsFaulted || time.GetElapsedTime(_lastAt) >= Every * 0.9)
                (_last, _lastAt) = (ReadAsync(), time.GetTimestamp());
            return _last;
        }
    }

    private string Load() => string.Concat(nodes.Nodes.Select(node => $"|{node.Card.Load}"));

    private async Task<string> ReadAsync() =>
        $"{await board.ReadAsync(CancellationToken.None)}|{election.View.Node}{election.View.Revision}|{string.Join(',', nodes.Nodes.Select(node => $"{node.Id}{node.IsPresent}{node.Card.IsDraining}"))}";
}
