using System.Diagnostics;
using System.Globalization;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.Tests.Faults;

/// <summary>The judge of the fault tests: it must see what is planted, and must not cry at what is right.</summary>
public sealed class HistoryCheckTests
{
    private static HistoryOperation Read(long from, long to, string? seen, string key = "a") => new(1, key, OperationKind.Read, OperationEnd.Ok, from, to, Seen: seen);

    private static HistoryOperation Write(long from, long to, string value, OperationEnd end = OperationEnd.Ok, string key = "a") =>
        new(2, key, OperationKind.Write, end, from, end == OperationEnd.Unknown ? long.MaxValue : to, value);

    private static HistoryOperation Swap(long from, long to, string? expected, string value, OperationEnd end = OperationEnd.Ok) =>
        new(3, "a", OperationKind.Swap, end, from, end == OperationEnd.Unknown ? long.MaxValue : to, value, expected);

    public static TheoryData<string, HistoryOperation[]> Right => new()
    {
        { "nothing", [] },
        { "one after the other", [Read(1, 2, null), Write(3, 4, "1"), Read(5, 6, "1")] },
        { "beside each other, either way", [Write(1, 10, "1"), Write(2, 9, "2"), Read(3, 8, "1"), Read(11, 12, "2")] },
        { "a read beside a write sees the old", [Write(1, 2, "1"), Write(3, 8, "2"), Read(4, 5, "1"), Read(9, 10, "2")] },
        { "an unknown write that happened late", [Write(1, 0, "1", OperationEnd.Unknown), Read(2, 3, null), Read(4, 5, "1")] },
        { "an unknown write that never happened", [Write(1, 0, "1", OperationEnd.Unknown), Read(2, 3, null), Write(4, 5, "2"), Read(6, 7, "2")] },
        { "a failed write that nobody saw", [Write(1, 2, "1", OperationEnd.Fail), Read(3, 4, null)] },
        { "swaps in turn", [Swap(1, 2, null, "1"), Swap(3, 4, "1", "2"), Swap(5, 6, "1", "3", OperationEnd.Mismatch), Read(7, 8, "2")] },
        { "an unknown swap that found something else", [Write(1, 2, "1"), Swap(3, 0, "9", "2", OperationEnd.Unknown), Read(4, 5, "1")] },
        { "two keys", [Write(1, 2, "1"), Read(3, 4, null, "b"), Read(5, 6, "1")] },
    };

    public static TheoryData<string, HistoryOperation[]> Wrong => new()
    {
        { "a stale read", [Write(1, 2, "1"), Write(3, 4, "2"), Read(5, 6, "1")] },
        { "an acknowledged write that is lost", [Write(1, 2, "1"), Read(3, 4, null)] },
        { "a value from nowhere", [Read(1, 2, "7")] },
        { "a failed write that was seen", [Write(1, 2, "1", OperationEnd.Fail), Read(3, 4, "1")] },
        { "an unknown write that is seen and then not any more", [Write(1, 0, "1", OperationEnd.Unknown), Read(2, 3, "1"), Read(4, 5, null)] },
        { "two readers who see two writes in two orders", [Write(1, 20, "1"), Write(2, 21, "2"), Read(3, 4, "1"), Read(5, 6, "2"), Read(7, 8, "1")] },
        { "two swaps of one value", [Write(1, 2, "1"), Swap(3, 6, "1", "2"), Swap(4, 5, "1", "3")] },
        { "a swap that was refused for no reason", [Write(1, 2, "1"), Swap(3, 4, "1", "2", OperationEnd.Mismatch)] },
        { "a write of a former leader after the next one's", [Write(1, 2, "old"), Write(3, 4, "new"), Read(5, 6, "new"), Read(7, 8, "old")] },
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Right))]
    public void What_is_right_passes(string name, HistoryOperation[] operations) => Assert.True(RegisterCheck.FindViolation(operations) is null, name);

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_caught(string name, HistoryOperation[] operations)
    {
        var violation = RegisterCheck.FindViolation(operations);

        Assert.True(violation is not null, name);
        Assert.Contains("client", violation, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_history_that_was_made_from_a_register_passes_and_one_changed_read_is_caught(int seed)
    {
        var die = new Random(seed);
        var history = Simulate(die, clients: 5, operations: 200);
        Assert.Null(RegisterCheck.FindViolation(history));

        var reads = Enumerable.Range(0, history.Length).Where(i => history[i] is { Kind: OperationKind.Read, End: OperationEnd.Ok }).ToArray();
        var spoilt = (HistoryOperation[])history.Clone();
        var at = reads[die.Next(reads.Length)];
        spoilt[at] = spoilt[at] with { Seen = "from nowhere" };

        Assert.NotNull(RegisterCheck.FindViolation(spoilt));
    }

    [Fact]
    public void Ten_thousand_operations_are_judged_in_seconds()
    {
        var history = Simulate(new Random(1), clients: 8, operations: 10_000);
        var watch = Stopwatch.StartNew();

        Assert.Null(RegisterCheck.FindViolation(history));

        Assert.True(watch.Elapsed < Soak.Limit(TimeSpan.FromSeconds(10)), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void A_set_that_lost_an_acknowledged_member_or_has_a_strange_one_is_caught()
    {
        HistoryOperation[] added = [Write(1, 2, "", key: "a"), Write(3, 4, "", OperationEnd.Unknown, "b"), Write(5, 6, "", OperationEnd.Fail, "c")];

        Assert.Null(SetCheck.FindViolation(added, ["a"]));
        Assert.Null(SetCheck.FindViolation(added, ["a", "b"]));
        Assert.Contains("missing: [a]", SetCheck.FindViolation(added, ["b"]), StringComparison.Ordinal);
        Assert.Contains("never written: [c, d]", SetCheck.FindViolation(added, ["a", "c", "d"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_saved_history_is_the_same_when_it_is_read_again()
    {
        var history = new History();
        history.Write(1, "a", history.Call(), "1", OperationEnd.Unknown);
        history.Read(2, "a", history.Call(), null);
        history.Swap(3, "a", history.Call(), null, "2", OperationEnd.Ok);
        var path = Path.GetTempFileName();

        history.Save(path);

        Assert.Equal(history.Operations, History.Load(path).Operations);
        File.Delete(path);
    }

    /// <summary>Clients of a real register, in random order: each operation happens at one moment between its call and its answer.</summary>
    private static HistoryOperation[] Simulate(Random die, int clients, int operations)
    {
        List<HistoryOperation> history = [];
        var open = new HistoryOperation?[clients];
        var happened = new bool[clients];
        string? value = null;
        for (long now = 1; history.Count < operations; now++)
        {
            var client = die.Next(clients);
            if (open[client] is not { } operation)
            {
                var written = now.ToString(CultureInfo.InvariantCulture);
                open[client] = (OperationKind)die.Next(3) switch
                {
                    OperationKind.Read => Read(now, 0, null),
                    OperationKind.Write => Write(now, 0, written),
                    _ => Swap(now, 0, die.Next(2) == 0 ? value : "another", written),
                };
                happened[client] = false;
            }
            else if (!happened[client])
            {
                happened[client] = true;
                open[client] = operation.Kind == OperationKind.Read ? operation with { Seen = value }
                    : operation.Kind == OperationKind.Swap && operation.Expected != value ? operation with { End = OperationEnd.Mismatch } : operation;
                if (operation.Kind != OperationKind.Read && open[client] is { End: OperationEnd.Ok })
                    value = operation.Written;
            }
            else
            {
                // Of a few that happened the client never hears.
                history.Add(operation.Kind == OperationKind.Write && die.Next(40) == 0
                    ? operation with { End = OperationEnd.Unknown, Answered = long.MaxValue }
                    : operation with { Answered = now });
                open[client] = null;
            }
        }

        // Those that are still under way may have been seen.
        return [.. history, .. open.OfType<HistoryOperation>().Where(o => o.Kind != OperationKind.Read).Select(o => o with { End = OperationEnd.Unknown, Answered = long.MaxValue })];
    }
}
