using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Matinee.Processes;
using Matinee.Testing;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary><c>samples/registry</c>, as its first lines say to run it.</summary>
public sealed class RegistrySampleTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_the_leader_is_ended_the_other_counts_on_from_where_it_was()
    {
        await using var etcd = await EtcdServer.StartAsync();
        var output = new ConcurrentQueue<string>();
        await using var one = await StartAsync("one", etcd.Endpoint, output);
        await UntilAsync(output, _ => CountsOf("one", output).Any(count => count >= 3));
        await using var two = await StartAsync("two", etcd.Endpoint, output);
        await UntilAsync(output, line => line == "two: one leads");

        one.Send(ProcessSignal.Interrupt);
        Assert.Equal(0, (await one.Exited.WaitAsync(TimeSpan.FromSeconds(60), Stop)).ExitCode);
        var reached = CountsOf("one", output).Max();
        await UntilAsync(output, _ => CountsOf("two", output).Any(count => count > reached));

        // Lines of two processes come in any order. What the registry did not acknowledge in time may stand there all the same.
        var counts = CountsOf("one", output).Concat(CountsOf("two", output)).Order().ToList();
        var unknown = output.Count(line => line.Contains("did not answer", StringComparison.Ordinal));
        Assert.Equal(counts.Distinct(), counts);
        Assert.InRange(counts[^1] - counts.Count, 0, unknown);
    }

    private static List<int> CountsOf(string name, ConcurrentQueue<string> output) =>
    [
        .. output.Where(line => line.StartsWith(name + ": ", StringComparison.Ordinal)).Select(line => line.Split(": ")[^1])
            .Where(text => text.All(char.IsAsciiDigit)).Select(text => int.Parse(text, CultureInfo.InvariantCulture)),
    ];

    private static Task<ChildProcess> StartAsync(string name, Uri etcd, ConcurrentQueue<string> output)
    {
        var configuration = MatineeProcess.Program().Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var sample = Path.Combine(MatineeProcess.RepositoryRoot(), "samples", "registry", "bin", configuration, "net10.0", "registry.dll");
        return ChildProcess.StartAsync(new ChildProcessSpec
        {
            FileName = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : throw new InvalidOperationException("The tests run under dotnet."),
            Arguments = [sample, name, etcd.ToString()],
            WorkingFolder = Path.GetTempPath(),
            Environment = ImmutableDictionary<string, string>.Empty.Add("HOME", Path.GetTempPath()).Add("DOTNET_NOLOGO", "1"),
            OnOutput = line => output.Enqueue(Encoding.UTF8.GetString(line)),
            OnError = line => output.Enqueue(Encoding.UTF8.GetString(line)),
        });
    }

    private static async Task UntilAsync(ConcurrentQueue<string> output, Func<string, bool> wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!output.Any(wanted))
        {
            Assert.False(patience.IsCancellationRequested, string.Join('\n', output));
            await Task.Delay(20, Stop);
        }
    }
}
