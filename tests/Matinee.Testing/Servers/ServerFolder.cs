using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Sockets;
using Matinee.Processes;
using Matinee.Testing.Machine;

namespace Matinee.Testing.Servers;

/// <summary>The folder of a real server in a test: what it runs dies with this process, whatever ends that, and its logs are kept for a failure.</summary>
internal sealed class ServerFolder : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Lock _gate = new();
    private readonly List<ChildProcess> _running = [];

    public ServerFolder(string name)
    {
        Path = Directory.CreateTempSubdirectory($"matinee-{name}-").FullName;
        // The children die with this process anyway; the folder does not.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        RunningServers.Add(this);
    }

    public string Path { get; }

    /// <summary>Variables of everything that is started here.</summary>
    public ImmutableDictionary<string, string> Environment { get; set; } = ImmutableDictionary<string, string>.Empty
        .Add("PATH", System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin")
        .Add("HOME", System.Environment.GetEnvironmentVariable("HOME") ?? "/");

    /// <summary>The path of a program.</summary>
    /// <exception cref="FileNotFoundException">It is not installed; the message says which package has it.</exception>
    public static string Find(string program, string package) =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => System.IO.Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"{program} is not on the PATH. Install the package {package}; ./test does it.");

    /// <summary>Runs to the end; whether that was a good one.</summary>
    public async Task<bool> SucceedsAsync(string program, string package, params string[] arguments)
    {
        try
        {
            await RunAsync(program, package, arguments);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Runs to the end and returns what it printed.</summary>
    public async Task<string> RunAsync(string program, string package, params string[] arguments)
    {
        var output = new List<string>();
        using var patience = new CancellationTokenSource(Patience);
        ChildExit exit;
        try
        {
            exit = await ChildProcess.RunAsync(Spec(program, package, arguments, output), patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} did not end within {Patience}:\n{Tail()}");
        }

        var text = string.Join('\n', output);
        return exit.ExitCode == 0 ? text : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {exit.ExitCode}:\n{text}");
    }

    /// <summary>Starts a server; its output goes to NAME.out.</summary>
    public async Task<ChildProcess> StartAsync(string name, string program, string package, params string[] arguments)
    {
        var log = System.IO.Path.Combine(Path, name + ".out");
        var child = await ChildProcess.StartAsync(new ChildProcessSpec
        {
            FileName = Find(program, package),
            Arguments = [.. arguments],
            WorkingFolder = Path,
            Environment = Environment,
            OnOutput = line => Append(log, line),
            OnError = line => Append(log, line),
        });
        lock (_gate)
            _running.Add(child);
        return child;
    }

    public async Task WaitAsync(string what, Func<Task<bool>> ready)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await ready())
        {
            if (HasEnded || Stopwatch.GetElapsedTime(began) > Patience)
                throw new InvalidOperationException($"{what} did not come up. Its logs are in {Path}:\n{Tail()}");
            await Task.Delay(50);
        }
    }

    public static async Task<bool> AnswersAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(System.Net.IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        RunningServers.Remove(this);
        foreach (var child in Enumerable.Reverse(_running))
            await child.DisposeAsync();
        TestFolder.Remove(Path);
    }

    private bool HasEnded
    {
        get
        {
            lock (_gate)
                return _running.Exists(child => child.Exited.IsCompleted);
        }
    }

    private void OnExit(object? sender, EventArgs e) => DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));

    private ChildProcessSpec Spec(string program, string package, string[] arguments, List<string> output) => new()
    {
        FileName = Find(program, package),
        Arguments = [.. arguments],
        WorkingFolder = Path,
        Environment = Environment,
        OnOutput = line => Keep(output, line),
        OnError = line => Keep(output, line),
    };

    private static void Keep(List<string> output, ReadOnlySpan<byte> line)
    {
        lock (output)
            output.Add(System.Text.Encoding.UTF8.GetString(line));
    }

    private static void Append(string log, ReadOnlySpan<byte> line) => File.AppendAllText(log, System.Text.Encoding.UTF8.GetString(line) + "\n");

    private string Tail() => string.Join('\n', Directory.EnumerateFiles(Path, "*.out").SelectMany(log => File.ReadLines(log).TakeLast(20)));
}
