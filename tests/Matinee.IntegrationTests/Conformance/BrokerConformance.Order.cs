using Matinee.Realtime.Brokers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>What one node begins without waiting for the answer to what it began before.</summary>
public abstract partial class BrokerConformance
{
    private const int Together = 16;

    [Fact]
    public async Task What_one_node_begins_first_stands_first()
    {
        await AppendAsync(There, "before");
        var round = 0;
        AppendResult[] results = [];
        // A store that was silent is asked for another round.
        await Patient.UntilAsync(async () =>
        {
            round++;
            results = await Task.WhenAll(Enumerable.Range(0, Together).Select(i => Here.AppendAsync(Channel, new LogEntry { Data = Bytes($"{round}.{i:00}") }, Stop)).ToList());
            return results.All(result => result is Appended);
        }, Stop);

        var offsets = results.Cast<Appended>().Select(appended => appended.Position.Offset).ToList();
        Assert.Equal(offsets.Order(), offsets);
        Assert.Equal(Enumerable.Range(0, Together).Select(i => $"{round}.{i:00}"), (await ReadAllAsync(There)).Select(entry => Text(entry.Data)).Where(text => text.StartsWith($"{round}.", StringComparison.Ordinal)));
    }
}
