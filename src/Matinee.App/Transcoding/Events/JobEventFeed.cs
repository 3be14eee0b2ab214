using System.Data.Common;
using System.Runtime.CompilerServices;
using Matinee.App.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Transcoding.Events;

/// <summary>
/// Events for the listeners of this node, whichever node made them: one reader of the rows for all of them, woken by commits
/// of this node and hearing of those of others, or finding them within half a second. Without listeners it reads nothing.
/// </summary>
internal sealed class JobEventFeed(
    JobEventStore store, TaskPaces paces, ICatalogueDatabase database, TimeProvider time, ILogger<JobEventFeed> logger) : BackgroundService
{
    private const string Topic = "job-events";

    // About ten minutes of two busy workers; a listener behind it reads rows.
    private const int Memory = 4096;
    private const int RowsAtOnce = 512;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);
    // A burst of commits is one look.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    private readonly EventRing _ring = new(Memory);
    private volatile TaskCompletionSource _woken = New();
    private long _progressAt;

    /// <summary>Something was committed here: this node looks at once, the others as soon as they hear of it.</summary>
    public void Wake()
    {
        Look();
        database.Wakes.Publish(Topic, "");
    }

    /// <summary>
    /// All events after a position, each stored one once and in order, without end; of progress only the newest. Reads as fast
    /// as it is asked to and holds nothing for a slow reader.
    /// </summary>
    public async IAsyncEnumerable<JobEvent> ReadAsync(EventPosition after, EventScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_ring.Join())
            Look();
        try
        {
            var position = after;
            while (true)
            {
                var (next, tail) = await _ring.AttachAsync(cancellationToken);
                while (position < tail)
                {
                    var rows = await store.ListAsync(position, tail, scope, RowsAtOnce, cancellationToken);
                    foreach (var row in rows)
                    {
                        position = row.Position ?? position;
                        yield return row;
                    }

                    if (rows.Count < RowsAtOnce)
                        position = tail;
                }

                while (_ring.Read(next) is var (events, further, more))
                {
                    next = further;
                    foreach (var happened in events)
                    {
                        if (happened.Position <= position)
                            continue;
                        position = happened.Position ?? position;
                        if (scope.Covers(happened))
                            yield return happened;
                    }

                    await more.WaitAsync(cancellationToken);
                }
            }
        }
        finally
        {
            _ring.Leave();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hearing = database.Wakes.Subscribe(Topic, _ => Look());
        while (!stoppingToken.IsCancellationRequested)
        {
            var woken = _woken.Task;
            var listened = true;
            try
            {
                listened = await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or IOException)
            {
                TranscodingLog.SweepFailed(logger, nameof(JobEventFeed), e);
                await Task.Delay(LookEvery, time, stoppingToken);
            }

            await Task.Delay(Breath, time, stoppingToken);
            await (listened ? Task.WhenAny(woken, Task.Delay(LookEvery, time, stoppingToken)) : woken.WaitAsync(stoppingToken));
        }
    }

    private void Look() => Interlocked.Exchange(ref _woken, New()).TrySetResult();

    /// <returns>False when nobody listens.</returns>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var (listened, tail) = _ring.Look();
        if (!listened)
            return false;
        var position = tail ?? await store.HeadAsync(cancellationToken);
        if (tail is null)
            _ring.Append([], position);
        IReadOnlyList<JobEvent> rows;
        do
        {
            rows = await store.ListAsync(position, null, EventScope.All, RowsAtOnce, cancellationToken);
            if (rows is [.., { Position: { } last }])
                _ring.Append(rows, position = last);
        }
        while (rows.Count == RowsAtOnce);
        if (_progressAt != 0 && time.GetElapsedTime(_progressAt) < ProgressEvery)
            return true;
        _progressAt = time.GetTimestamp();
        if (paces.Read(await store.RunningAsync(cancellationToken)) is { Count: > 0 } moved)
            _ring.Append(moved, position);
        return true;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
