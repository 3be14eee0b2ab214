using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Matinee.Testing;

/// <summary>
/// The built program as a real process: a free port, a data folder of its own, a known administrator. It is killed when
/// disposed, and with this process at the latest.
/// </summary>
public sealed partial class MatineeProcess : IAsyncDisposable
{
    public const string AdminEmail = "admin@example.org";
    public const string AdminPassword = "correct-horse-battery";

    /// <summary>Which encoders work on this machine is found out once for all the processes of the tests.</summary>
    public const string AbilitiesVariable = "MATINEE__WORKER__ABILITIESFILE";

    public static readonly string AbilitiesFile = Path.Combine(Path.GetTempPath(), "matinee-test-encoders.json");

    private const int SigTerm = 15;

    private static readonly ConcurrentDictionary<int, Process> Running = new();

    private readonly MatineeProcessOptions _options;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly bool _ownsFolder;
    private Process? _process;
    private string? _token;

    static MatineeProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Running.Values)
            process.Kill(entireProcessTree: true);
    };

    private MatineeProcess(MatineeProcessOptions options)
    {
        _options = options;
        _ownsFolder = options.DataFolder is null;
        DataFolder = options.DataFolder ?? Directory.CreateTempSubdirectory("matinee-test-").FullName;
    }

    public string DataFolder { get; }

    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>The process id of the server that runs now.</summary>
    public int Id => _process?.Id ?? 0;

    public bool HasExited => _process is not { HasExited: false };

    /// <summary>Everything printed so far, by all the runs on this folder.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts the program and waits until it answers.</summary>
    public static async Task<MatineeProcess> StartAsync(MatineeProcessOptions? options = null, CancellationToken cancellationToken = default)
    {
        var server = new MatineeProcess(options ?? new MatineeProcessOptions());
        try
        {
            await server.LaunchAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The path of the built program, of the same configuration as the running tests.</summary>
    public static string Program()
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var path = Path.Combine(RepositoryRoot(), "src", "Matinee.Server", "bin", configuration, "net10.0", "matinee.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built; build the solution first.");
    }

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Matinee.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Matinee.slnx is in no folder above " + AppContext.BaseDirectory);
    }

    /// <summary>A client without credentials and without a cookie jar.</summary>
    public HttpClient CreateClient(bool followRedirects = false) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = followRedirects, UseCookies = false }) { BaseAddress = Address };

    /// <summary>A client that is the administrator.</summary>
    public async Task<HttpClient> CreateAdminClientAsync(CancellationToken cancellationToken = default)
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await AdminTokenAsync(cancellationToken));
        return client;
    }

    /// <summary>An access token of the administrator; the same one until the server restarts.</summary>
    public async Task<string> AdminTokenAsync(CancellationToken cancellationToken = default)
    {
        if (_token is not null)
            return _token;
        using var client = CreateClient();
        using var response = await client.PostAsJsonAsync("/api/auth/login", new { email = AdminEmail, password = AdminPassword }, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"The administrator could not sign in: {(int)response.StatusCode} {body}\n{Output}");
        using var json = JsonDocument.Parse(body);
        return _token = json.RootElement.GetProperty("accessToken").GetString()!; // the contract of POST /api/auth/login
    }

    /// <summary>SIGKILL to the server alone: what its children do about it is theirs to prove.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: false);
            process.WaitForExit();
        }

        Forget();
    }

    /// <summary>SIGTERM, as an orchestrator does it. Returns the exit code.</summary>
    public Task<int> StopAsync(CancellationToken cancellationToken = default)
    {
        Signal(SigTerm);
        return EndAsync(cancellationToken);
    }

    /// <summary>Any signal, by its Linux number.</summary>
    public void Signal(int signal)
    {
        if (kill(Id, signal) != 0)
            throw new InvalidOperationException($"Process {Id} could not be signalled.");
    }

    /// <summary>Waits until it has ended by itself. Returns the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken = default)
    {
        var process = _process ?? throw new InvalidOperationException("The server is not running.");
        await process.WaitForExitAsync(cancellationToken);
        var code = process.ExitCode;
        Forget();
        return code;
    }

    /// <summary>Starts again on the same data, on another port. Kills the running one first, when there is one.</summary>
    public Task RestartAsync(CancellationToken cancellationToken = default)
    {
        Kill();
        return LaunchAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        if (_ownsFolder && Directory.Exists(DataFolder))
            DeleteFolder();
        return ValueTask.CompletedTask;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [GeneratedRegex(@"ready at (http://\S+)")]
    private static partial Regex ReadyLine();

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = Describe(), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, e) => Note(e.Data, ready);
        process.ErrorDataReceived += (_, e) => Note(e.Data, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("The server ended before it was ready:\n" + Output));
        process.Start();
        _process = process;
        Running[process.Id] = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            Address = await ready.Task.WaitAsync(_options.StartTimeout, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The server was not ready within {_options.StartTimeout}:\n{Output}", e);
        }
    }

    private ProcessStartInfo Describe()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        var port = _options.KeepsPort && Address.Port > 1024 ? Address.Port : 0;
        foreach (var argument in (string[])[Program(), "serve", "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--data", DataFolder, .. _options.Arguments])
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MATINEE", StringComparison.Ordinal) || k.EndsWith("_URL", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["MATINEE_ADMIN_EMAIL"] = AdminEmail;
        start.Environment["MATINEE_ADMIN_PASSWORD"] = AdminPassword;
        start.Environment[AbilitiesVariable] = AbilitiesFile;
        foreach (var (name, value) in _options.Environment)
            start.Environment[name] = value;
        return start;
    }

    private void Note(string? line, TaskCompletionSource<Uri> ready)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        if (ReadyLine().Match(line) is { Success: true } match)
            ready.TrySetResult(new Uri(match.Groups[1].Value));
    }

    private void Forget()
    {
        if (_process is not { } process)
            return;
        Running.TryRemove(process.Id, out _);
        process.Dispose();
        _process = null;
        _token = null;
    }

    private void DeleteFolder()
    {
        try
        {
            Directory.Delete(DataFolder, recursive: true);
        }
        catch (IOException)
        {
            // A child of the killed server may still be writing its last file; it dies within the second.
            Thread.Sleep(TimeSpan.FromSeconds(1));
            Directory.Delete(DataFolder, recursive: true);
        }
    }
}
