using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Matinee.Testing.Machine;

namespace Matinee.Testing;

/// <summary>
/// The built program as a real process on a folder of its own, started again as often as a test likes. It is killed when
/// disposed, and with this process at the latest.
/// </summary>
internal sealed partial class ProgramRun : IDisposable
{
    private const string AbilitiesVariable = "MATINEE__WORKER__ABILITIESFILE";

    private const int SigContinue = 18;
    private const int SigStop = 19;

    /// <summary>A child of its own may hold its output open for a while.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(60);

    /// <summary>Which encoders work on this machine is found out once for all the processes of the tests.</summary>
    public static readonly string AbilitiesFile = Path.Combine(Path.GetTempPath(), "matinee-test-encoders.json");
    private static readonly ConcurrentDictionary<int, Process> Running = new();

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly string _name;
    private readonly bool _ownsFolder;
    private Process? _process;

    static ProgramRun() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Running.Values)
            process.Kill(entireProcessTree: true);
    };

    /// <param name="name">For messages, and for the folder where none is given.</param>
    /// <param name="folder">Kept when given; removed at the end otherwise.</param>
    public ProgramRun(string name, string? folder)
    {
        _name = name;
        _ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory($"matinee-{name}-").FullName;
    }

    public string Folder { get; }

    /// <summary>The process id of the run that is under way; 0 when there is none.</summary>
    public int Id => _process?.Id ?? 0;

    public bool HasExited => _process is not { HasExited: false };

    /// <summary>Everything printed so far, by all the runs on this folder.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>The path of the built program, of the same configuration as the running tests.</summary>
    public static string Program()
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var path = Path.Combine(MatineeProcess.RepositoryRoot(), "src", "Matinee.Server", "bin", configuration, "net10.0", "matinee.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built; build the solution first.");
    }

    /// <summary>The command line and an environment without this machine's own settings.</summary>
    /// <param name="launcher">What starts it, such as <c>taskset -c 1</c>; usually nothing.</param>
    /// <param name="environment">On top of the rest; a null value removes one.</param>
    public static ProcessStartInfo Describe(
        IReadOnlyList<string> launcher, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        string[] line = [.. launcher, "dotnet", Program(), .. arguments];
        var start = new ProcessStartInfo(line[0]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in line[1..])
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MATINEE", StringComparison.Ordinal) || k.EndsWith("_URL", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment[AbilitiesVariable] = AbilitiesFile;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>Starts it and waits for the line that says it is ready.</summary>
    public async Task<Match> LaunchAsync(ProcessStartInfo start, Regex line, TimeSpan patience, CancellationToken cancellationToken)
    {
        var ready = new TaskCompletionSource<Match>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Launch(start, text =>
        {
            if (line.Match(text) is { Success: true } match)
                ready.TrySetResult(match);
        }, () => ended.TrySetResult());
        try
        {
            if (await Task.WhenAny(ready.Task, ended.Task).WaitAsync(patience, cancellationToken) == ready.Task)
                return await ready.Task;
            // Its last words come after it.
            await EndAsync(cancellationToken).WaitAsync(LastWords, cancellationToken);
            throw new InvalidOperationException($"The {_name} ended before it was ready:\n{Output}");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The {_name} was not ready within {patience}:\n{Output}", e);
        }
    }

    /// <summary>Starts it without waiting for anything.</summary>
    public void Launch(ProcessStartInfo start, Action<string>? printed = null, Action? ended = null)
    {
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += Note;
        process.ErrorDataReceived += Note;
        process.Exited += (_, _) => ended?.Invoke();
        process.Start();
        _process = process;
        Running[process.Id] = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        void Note(object sender, DataReceivedEventArgs e)
        {
            if (e.Data is not { } text)
                return;
            _lines.Enqueue(text);
            printed?.Invoke(text);
        }
    }

    /// <summary>SIGKILL to it alone: what its children do about that is theirs to prove.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: false);
            process.WaitForExit();
        }

        Forget();
    }

    /// <summary>Any signal, by its Linux number. After a SIGSTOP it stands still when this returns.</summary>
    public void Signal(int signal)
    {
        if (_process is not { HasExited: false } process || kill(process.Id, signal) != 0)
            throw new InvalidOperationException($"The {_name} could not be signalled:\n{Output}");
        if (signal == SigStop)
            Stopping.Settle(process.Id);
    }

    /// <summary>Waits until it has ended by itself. Returns the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        var process = _process ?? throw new InvalidOperationException($"The {_name} is not running.");
        await process.WaitForExitAsync(cancellationToken);
        var code = process.ExitCode;
        Forget();
        return code;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false } process)
            _ = kill(process.Id, SigContinue); // a stopped process does not end by SIGKILL's wait alone; one that ends just now needs nothing
        Kill();
        if (_ownsFolder)
            TestFolder.Remove(Folder);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    private void Forget()
    {
        if (_process is not { } process)
            return;
        Running.TryRemove(process.Id, out _);
        process.Dispose();
        _process = null;
    }
}
