using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Matinee.Processes;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.IntegrationTests.Processes;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task Output_environment_folder_and_exit_code_are_as_asked()
    {
        (ChildExit exit, string output, string errors) = await ShellAsync("echo out; echo err >&2; pwd; env | grep -v -e PWD -e SHLVL -e _=; umask; read line || echo no-input; exit 7");

        Assert.Equal(7, exit.ExitCode);
        Assert.Null(exit.Signal);
        Assert.Equal("out\n/tmp\nCOLOUR=red\n0077\nno-input\n", output);
        Assert.Equal("err\n", errors);
    }

    [Fact]
    public async Task A_child_leads_a_session_and_a_group_of_its_own()
    {
        (_, string output, _) = await ShellAsync("cut -d' ' -f1,5,6 /proc/self/stat; echo $$");

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string shell = lines[1];
        Assert.EndsWith($" {shell} {shell}", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_whole_session_yields_where_the_kernel_shares_by_session()
    {
        (ChildExit exit, string output, _) = await ShellAsync(
            "for i in $(seq 1200); do [ -e /proc/self/autogroup ] || break; grep -q 'nice 7$' /proc/self/autogroup && break; sleep 0.05; done; echo $i; nice",
            nice: 7);

        Assert.Equal(0, exit.ExitCode);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEqual("1200", lines[0]);
        (_, string own, _) = await ShellAsync("nice");
        Assert.Equal(int.Parse(own, CultureInfo.InvariantCulture) + 7, int.Parse(lines[1], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task The_cost_of_a_child_is_known()
    {
        (ChildExit exit, _, _) = await ShellAsync("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done");

        Assert.InRange(exit.CpuTime, TimeSpan.FromMilliseconds(50), Soak.Limit(TimeSpan.FromSeconds(20)));
        Assert.True(exit.Elapsed >= exit.CpuTime * 0.8, exit.ToString());
        Assert.True(exit.PeakMemory > 500_000, exit.ToString());
    }

    [Fact]
    public async Task Cancelling_kills_the_whole_group_and_leaves_no_zombie()
    {
        using var cancel = new CancellationTokenSource();
        var pids = new ConcurrentQueue<int>();
        Task<ChildExit> run = ChildProcess.RunAsync(
            Shell("sleep 300 & echo $!; echo $$; wait") with
            {
                OnOutput = line =>
                {
                    pids.Enqueue(int.Parse(line, CultureInfo.InvariantCulture));
                    if (pids.Count == 2)
                    {
                        cancel.CancelAfter(0);
                    }
                },
            },
            cancel.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Equal(2, pids.Count);
        foreach (int pid in pids)
        {
            Assert.True(await ProcessTable.EndsAsync(pid, Soak.Limit(TimeSpan.FromSeconds(2))));
        }

        Assert.Null(ProcessTable.State(pids.Last()));
    }

    [Fact]
    public async Task What_a_finished_child_left_behind_is_killed()
    {
        (ChildExit exit, string output, _) = await ShellAsync("sleep 300 & echo $!; exit 0");

        Assert.Equal(0, exit.ExitCode);
        Assert.True(exit.Elapsed < Soak.Limit(TimeSpan.FromSeconds(5)));
        Assert.True(await ProcessTable.EndsAsync(int.Parse(output, CultureInfo.InvariantCulture), Soak.Limit(TimeSpan.FromSeconds(2))));
    }

    [Fact]
    public async Task A_child_outlives_the_thread_that_asked_for_it()
    {
        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => started.SetResult(ChildProcess.StartAsync(Shell("sleep 2; echo done; exit 3")).GetAwaiter().GetResult()));
        thread.Start();
        ChildProcess child = await started.Task;
        thread.Join();

        ChildExit exit = await child.Exited;

        Assert.Equal(3, exit.ExitCode);
    }

    [Fact]
    public async Task Limits_are_kept_by_the_kernel()
    {
        ChildExit busy = await ChildProcess.RunAsync(
            Shell("while :; do :; done") with { Ceiling = new ProcessLimits { CpuTime = TimeSpan.FromSeconds(1) } }, TestContext.Current.CancellationToken);
        ChildExit writer = await ChildProcess.RunAsync(
            Shell("head -c 100000 /dev/zero > $(mktemp)") with { Ceiling = new ProcessLimits { FileSize = 1000 } }, TestContext.Current.CancellationToken);

        Assert.Equal(9, busy.Signal);
        Assert.NotEqual(0, writer.ExitCode);
    }

    [Fact]
    public async Task Without_a_network_there_is_no_interface_that_is_up()
    {
        Assert.SkipUnless(await Sandbox.CanIsolateNetwork(), "User namespaces are not permitted on this machine.");
        var lines = new ConcurrentQueue<string>();

        await ChildProcess.RunAsync(
            Shell("cat /proc/net/dev") with { IsolateNetwork = true, OnOutput = line => lines.Enqueue(Encoding.UTF8.GetString(line)) },
            TestContext.Current.CancellationToken);

        Assert.Contains("lo:", Assert.Single(lines.Skip(2)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_end_is_cut_and_an_endless_one_does_not_fill_the_memory()
    {
        var lengths = new ConcurrentQueue<int>();

        await ChildProcess.RunAsync(
            Shell("head -c 5000000 /dev/zero | tr '\\0' x; echo; printf short") with { LongestLine = 100, OnOutput = line => lengths.Enqueue(line.Length) },
            TestContext.Current.CancellationToken);

        Assert.Equal([100, 5], lengths);
    }

    [Fact]
    public async Task A_fault_of_a_reader_ends_the_child_and_reaches_the_caller()
    {
        ChildProcess child = await ChildProcess.StartAsync(Shell("echo x; sleep 300") with { OnOutput = _ => throw new FormatException("bad line") });

        await Assert.ThrowsAsync<FormatException>(() => child.Exited);

        Assert.Null(ProcessTable.State(child.Id));
    }

    [Fact]
    public async Task What_cannot_be_started_says_so()
    {
        await Assert.ThrowsAsync<ChildStartException>(() => ChildProcess.StartAsync(new ChildProcessSpec { FileName = "/no/such/program", WorkingFolder = "/" }));
        await Assert.ThrowsAsync<ChildStartException>(() => ChildProcess.StartAsync(new ChildProcessSpec { FileName = "/bin/sh", WorkingFolder = "/no/such/folder" }));
    }

    [Fact]
    public async Task Many_children_at_once_all_end_and_hand_over_everything()
    {
        ImmutableArray<Task<(ChildExit, string, string)>> runs = [.. Enumerable.Range(0, 40).Select(i => ShellAsync($"echo {i}; exit {i}"))];

        (ChildExit Exit, string Output, string)[] all = await Task.WhenAll(runs);

        Assert.Equal(Enumerable.Range(0, 40), all.Select(one => one.Exit.ExitCode));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}\n"), all.Select(one => one.Output));
    }

    internal static ChildProcessSpec Shell(string script) => new()
    {
        FileName = "/bin/sh",
        Arguments = ["-c", script],
        WorkingFolder = "/tmp",
        Environment = ImmutableDictionary<string, string>.Empty.Add("COLOUR", "red"),
    };

    private static async Task<(ChildExit Exit, string Output, string Errors)> ShellAsync(string script, int nice = 0)
    {
        var output = new StringBuilder();
        var errors = new StringBuilder();
        ChildExit exit = await ChildProcess.RunAsync(
            Shell(script) with
            {
                Ceiling = new ProcessLimits { Nice = nice },
                OnOutput = line => output.Append(Encoding.UTF8.GetString(line)).Append('\n'),
                OnError = line => errors.Append(Encoding.UTF8.GetString(line)).Append('\n'),
            },
            TestContext.Current.CancellationToken);
        return (exit, output.ToString(), errors.ToString());
    }
}
