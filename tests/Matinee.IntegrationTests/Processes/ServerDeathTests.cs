using System.Diagnostics;
using System.Globalization;
using Matinee.Processes;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.IntegrationTests.Processes;

public sealed class ServerDeathTests
{
    private const string PidFile = "MATINEE_TEST_PID_FILE";

    [Fact]
    public async Task Killing_the_parent_leaves_no_child_after_a_second()
    {
        string pidFile = Path.GetTempFileName();
        var start = new ProcessStartInfo(Environment.ProcessPath!, CommandLine()) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[PidFile] = pidFile;
        using Process host = Process.Start(start)!; // A started process is never null without a shell.
        try
        {
            int[] children = await ReadPidsAsync(pidFile, host);
            Assert.Equal(4, children.Length);
            Assert.All(children, pid => Assert.True(ProcessTable.Runs(pid)));

            host.Kill();

            foreach (int pid in children)
            {
                Assert.True(await ProcessTable.EndsAsync(pid, Soak.Limit(TimeSpan.FromSeconds(1))), $"child {pid} outlived its parent");
            }
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync(TestContext.Current.CancellationToken);
            File.Delete(pidFile);
        }
    }

    /// <summary>The parent that is killed: run by the test above in a process of its own.</summary>
    [Fact(Explicit = true)]
    public async Task Host_children_until_killed()
    {
        string? pidFile = Environment.GetEnvironmentVariable(PidFile);
        Assert.SkipWhen(pidFile is null, "Only for the test that kills it.");
        List<int> pids = [];
        for (int i = 0; i < 4; i++)
        {
            bool isolate = i % 2 == 0 && await Sandbox.CanIsolateNetwork();
            ChildProcess child = await Task.Run(() => ChildProcess.StartAsync(ChildProcessTests.Shell("echo ready; exec sleep 300") with { IsolateNetwork = isolate }));
            pids.Add(child.Id);
        }

        // The wrappers take a moment to become the program; a parent killed within it is covered by the closed pipe.
        await Task.Delay(300, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(pidFile + ".new", string.Join(' ', pids), TestContext.Current.CancellationToken);
        File.Move(pidFile + ".new", pidFile!, overwrite: true);
        await Task.Delay(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
    }

    private static string[] CommandLine()
    {
        string assembly = typeof(ServerDeathTests).Assembly.Location;
        string[] program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [assembly] : [];
        return [.. program, "-explicit", "only", "-method", $"{typeof(ServerDeathTests).FullName}.{nameof(Host_children_until_killed)}"];
    }

    private static async Task<int[]> ReadPidsAsync(string path, Process host)
    {
        while (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            Assert.False(host.HasExited, "The host ended before it had children.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        return [.. text.Split(' ').Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))];
    }
}
