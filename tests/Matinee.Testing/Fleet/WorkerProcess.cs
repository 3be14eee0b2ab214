using System.Globalization;
using System.Text.RegularExpressions;

namespace Matinee.Testing.Fleet;

/// <summary>
/// <c>matinee worker</c> as a real process, with a data folder of its own. It is killed when disposed, and with this process
/// at the latest.
/// </summary>
public sealed partial class WorkerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigContinue = 18;
    private const int SigStop = 19;

    private readonly WorkerProcessOptions _options;
    private readonly ProgramRun _run;

    private WorkerProcess(WorkerProcessOptions options)
    {
        _options = options;
        _run = new ProgramRun("worker", options.DataFolder);
    }

    public string DataFolder => _run.Folder;

    /// <summary>The process id of the run that is under way.</summary>
    public int Id => _run.Id;

    public bool HasExited => _run.HasExited;

    /// <summary>Everything printed so far, by all the runs on this folder.</summary>
    public string Output => _run.Output;

    /// <summary>Starts the program and waits until it is registered.</summary>
    public static async Task<WorkerProcess> StartAsync(WorkerProcessOptions options, CancellationToken cancellationToken = default)
    {
        var worker = new WorkerProcess(options);
        try
        {
            await worker.LaunchAsync(cancellationToken);
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the program to its end, for a worker that is not let in or has one task.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(WorkerProcessOptions options, CancellationToken cancellationToken = default)
    {
        await using var worker = new WorkerProcess(options);
        worker._run.Launch(worker.Describe());
        var code = await worker.ExitAsync(cancellationToken);
        return (code, worker.Output);
    }

    /// <inheritdoc cref="ProgramRun.Kill"/>
    public void Kill() => _run.Kill();

    /// <summary>SIGSTOP: it does nothing at all, and holds what it has.</summary>
    public void Pause() => _run.Signal(SigStop);

    /// <summary>SIGCONT.</summary>
    public void Continue() => _run.Signal(SigContinue);

    /// <summary>SIGTERM, as an orchestrator does it. Returns the exit code.</summary>
    public Task<int> StopAsync(CancellationToken cancellationToken = default)
    {
        _run.Signal(SigTerm);
        return ExitAsync(cancellationToken);
    }

    /// <summary>Waits until it ends by itself. Returns the exit code.</summary>
    public Task<int> ExitAsync(CancellationToken cancellationToken = default) => _run.EndAsync(cancellationToken);

    /// <summary>Starts again with the key in the folder. Kills the running one first, when there is one.</summary>
    public Task RestartAsync(CancellationToken cancellationToken = default)
    {
        Kill();
        return LaunchAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex("takes tasks with")]
    private static partial Regex ReadyLine();

    private Task<Match> LaunchAsync(CancellationToken cancellationToken) => _run.LaunchAsync(Describe(), ReadyLine(), _options.StartTimeout, cancellationToken);

    private System.Diagnostics.ProcessStartInfo Describe()
    {
        string[] asked = [_options.Token is { } token ? $"--token={token}" : "", _options.Name is { } name ? $"--id={name}" : ""];
        return ProgramRun.Describe(
            _options.Launcher,
            [
                "worker", "--coordinator", _options.Coordinators, "--data", DataFolder,
                "--slots", _options.Slots.ToString(CultureInfo.InvariantCulture), .. asked.Where(a => a.Length > 0), .. _options.Arguments,
            ],
            _options.Environment);
    }
}
