using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Matinee.App.Accounts;

namespace Matinee.App.Transcoding;

/// <param name="Name">TaskStarted, TaskProgress, TaskCompleted, TaskFailed, JobCompleted, JobFailed or JobCancelled.</param>
/// <param name="Data">JSON.</param>
internal sealed record JobEvent(long Sequence, JobId JobId, UserId OwnerId, string Name, string Data);

/// <summary>
/// Events of jobs on this node, with a short memory: a listener that comes back with the last id it saw is given all that
/// it missed, or is told that this cannot be done. Never a part.
/// </summary>
internal sealed class JobEvents
{
    // About ten minutes of two busy workers.
    private const int Memory = 4096;
    private const int MostUnread = 1024;

    private readonly Lock _lock = new();
    private readonly Queue<JobEvent> _recent = new();
    private readonly List<Channel<JobEvent>> _listeners = [];
    // A restart forgets the events, so its sequence must not be taken for the old one's.
    private readonly string _epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private long _sequence;

    public void Publish(JobId job, UserId owner, string name, string data)
    {
        lock (_lock)
        {
            var happened = new JobEvent(++_sequence, job, owner, name, data);
            _recent.Enqueue(happened);
            if (_recent.Count > Memory)
                _recent.Dequeue();
            // A listener too slow for the queue is ended; it comes back with its last id.
            _listeners.RemoveAll(listener => !listener.Writer.TryWrite(happened) && listener.Writer.TryComplete());
        }
    }

    public string IdOf(JobEvent happened) => $"{_epoch}-{happened.Sequence.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Listens from now, or from just after <paramref name="lastId"/>.</summary>
    /// <param name="complete">False when the events after <paramref name="lastId"/> are not all remembered: show a snapshot first.</param>
    public IAsyncEnumerable<JobEvent> Watch(string? lastId, Func<JobEvent, bool> wanted, out bool complete, CancellationToken cancellationToken)
    {
        var listener = Channel.CreateBounded<JobEvent>(new BoundedChannelOptions(MostUnread + Memory) { FullMode = BoundedChannelFullMode.Wait });
        lock (_lock)
        {
            var after = Position(lastId);
            complete = after is not null;
            foreach (var missed in _recent.Where(e => e.Sequence > (after ?? long.MaxValue)))
                listener.Writer.TryWrite(missed);
            _listeners.Add(listener);
        }

        return ReadAsync(listener, wanted, cancellationToken);
    }

    private long? Position(string? lastId)
    {
        var oldest = _recent.TryPeek(out var first) ? first.Sequence : _sequence + 1;
        return lastId?.Split('-') is [var epoch, var number] && epoch == _epoch
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && sequence >= oldest - 1 && sequence <= _sequence
            ? sequence
            : null;
    }

    private async IAsyncEnumerable<JobEvent> ReadAsync(
        Channel<JobEvent> listener, Func<JobEvent, bool> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var happened in listener.Reader.ReadAllAsync(cancellationToken))
            {
                if (wanted(happened))
                    yield return happened;
            }
        }
        finally
        {
            lock (_lock)
                _listeners.Remove(listener);
        }
    }
}
