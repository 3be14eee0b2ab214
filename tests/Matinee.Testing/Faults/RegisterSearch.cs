using System.Collections;

namespace Matinee.Testing.Faults;

/// <summary>The search over one key.</summary>
internal sealed class RegisterSearch
{
    private const int ShownBefore = 6;
    private const int ShownAfter = 3;

    private readonly HistoryOperation[] _operations;
    private readonly HashSet<Tried> _tried = [];
    private readonly Event _head = new(-1, IsCall: true);

    public RegisterSearch(HistoryOperation[] operations)
    {
        _operations = operations;
        var events = operations.SelectMany((operation, i) => new[] { (operation.Called, Event: new Event(i, true)), (operation.Answered, Event: new Event(i, false)) })
            .OrderBy(moment => moment.Item1).ThenBy(moment => moment.Event.IsCall ? 0 : 1).Select(moment => moment.Event).ToList();
        foreach (var (call, answer) in events.Where(e => e.IsCall).Join(events.Where(e => !e.IsCall), e => e.Index, e => e.Index, (call, answer) => (call, answer)))
            call.Answer = answer;
        var last = _head;
        foreach (var next in events)
        {
            (last.Next, next.Previous) = (next, last);
            last = next;
        }
    }

    /// <returns>Null when an order was found.</returns>
    public IReadOnlyList<HistoryOperation>? FindStuck()
    {
        var done = new BitArray(_operations.Length);
        var path = new Stack<(Event Call, string? Before)>();
        string? value = null;
        var furthest = 0;
        var stuck = _head;
        for (var at = _head.Next; at is not null;)
        {
            if (at.IsCall)
            {
                if (TryApply(_operations[at.Index], value, out var after) && Remember(done, at.Index, after))
                {
                    path.Push((at, value));
                    (value, done[at.Index]) = (after, true);
                    at.Lift();
                    at = _head.Next;
                }
                else
                {
                    at = at.Next;
                }

                continue;
            }

            // An answer before which its operation found no place: what was put last is put elsewhere.
            if (path.Count >= furthest)
                (furthest, stuck) = (path.Count, at);
            if (!path.TryPop(out var undone))
                return Around(stuck.Index);
            (value, done[undone.Call.Index]) = (undone.Before, false);
            undone.Call.Unlift();
            at = undone.Call.Next;
        }

        return null;
    }

    private static bool TryApply(HistoryOperation operation, string? value, out string? after)
    {
        after = value;
        switch (operation)
        {
            case { Kind: OperationKind.Read }:
                return operation.Seen == value;
            case { Kind: OperationKind.Write }:
                after = operation.Written;
                return true;
            case { End: OperationEnd.Mismatch }:
                return operation.Expected != value;
            default:
                after = operation.Expected == value ? operation.Written : value;
                return operation.Expected == value || operation.End == OperationEnd.Unknown;
        }
    }

    /// <returns>False when these operations were done with this value before.</returns>
    private bool Remember(BitArray done, int index, string? value)
    {
        var words = new int[(done.Length + 31) / 32];
        done.CopyTo(words, 0);
        words[index / 32] |= 1 << (index % 32);
        return _tried.Add(new Tried(words, value));
    }

    private HistoryOperation[] Around(int index) =>
    [
        .. _operations.Where(o => o.Called <= _operations[index].Answered).OrderBy(o => o.Called).TakeLast(ShownBefore + 1),
        .. _operations.Where(o => o.Called > _operations[index].Answered).Take(ShownAfter),
    ];

    private sealed record Event(int Index, bool IsCall)
    {
        public Event? Previous { get; set; }

        public Event? Next { get; set; }

        public Event? Answer { get; set; }

        /// <summary>Takes a call and its answer out; they know their places.</summary>
        public void Lift()
        {
            Unlink(this);
            Unlink(Answer);
        }

        /// <summary>The other way round, so that each finds its neighbours again.</summary>
        public void Unlift()
        {
            Link(Answer);
            Link(this);
        }

        private static void Unlink(Event? at)
        {
            if (at?.Previous is { } previous)
                previous.Next = at.Next;
            if (at?.Next is { } next)
                next.Previous = at.Previous;
        }

        private static void Link(Event? at)
        {
            if (at?.Previous is { } previous)
                previous.Next = at;
            if (at?.Next is { } next)
                next.Previous = at;
        }
    }

    private readonly record struct Tried(int[] Done, string? Value)
    {
        public bool Equals(Tried other) => Value == other.Value && Done.AsSpan().SequenceEqual(other.Done);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Done.AsSpan()));
            hash.Add(Value);
            return hash.ToHashCode();
        }
    }
}
