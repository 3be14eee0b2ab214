using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Matinee.Testing.Machine;

namespace Matinee.Testing;

/// <summary>
/// The built program as a real process: a free port, a data folder of its own, a known administrator. It is killed when
/// disposed, and with this process at the latest.
/// </summary>
public sealed partial class MatineeProcess : IAsyncDisposable
{
    public const string AdminEmail = "admin@example.org";
    public const string AdminPassword = "correct-horse-battery";

    private const int SigTerm = 15;

    private readonly MatineeProcessOptions _options;
    private readonly ProgramRun _run;
    private string? _token;
    private int? _port;

    private MatineeProcess(MatineeProcessOptions options)
    {
        _options = options;
        _run = new ProgramRun("server", options.DataFolder);
    }

    public string DataFolder => _run.Folder;

    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>The process id of the server that runs now.</summary>
    public int Id => _run.Id;

    public bool HasExited => _run.HasExited;

    /// <summary>Everything printed so far, by all the runs on this folder.</summary>
    public string Output => _run.Output;

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

    /// <inheritdoc cref="ProgramRun.AbilitiesFile"/>
    public static string AbilitiesFile => ProgramRun.AbilitiesFile;

    /// <inheritdoc cref="ProgramRun.Program"/>
    public static string Program() => ProgramRun.Program();

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

    /// <inheritdoc cref="ProgramRun.Kill"/>
    public void Kill()
    {
        _run.Kill();
        _token = null;
    }

    /// <summary>SIGTERM, as an orchestrator does it. Returns the exit code.</summary>
    public Task<int> StopAsync(CancellationToken cancellationToken = default)
    {
        Signal(SigTerm);
        return EndAsync(cancellationToken);
    }

    /// <inheritdoc cref="ProgramRun.Signal"/>
    public void Signal(int signal) => _run.Signal(signal);

    /// <summary>Waits until it has ended by itself. Returns the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken = default)
    {
        var code = await _run.EndAsync(cancellationToken);
        _token = null;
        return code;
    }

    /// <summary>Starts again on the same data, on another port unless it keeps its own. Kills the running one first, when there is one.</summary>
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

    [GeneratedRegex(@"ready at (http://\S+)")]
    private static partial Regex ReadyLine();

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        if (_options.KeepsPort && _options.Port == 0)
            _port ??= FreePorts.Take(); // nobody gets it while the server is dead
        var port = _port ?? _options.Port;
        var start = ProgramRun.Describe(
            _options.Launcher,
            ["serve", "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", _options.Bind, "--data", DataFolder, .. _options.Arguments],
            [new("MATINEE_ADMIN_EMAIL", AdminEmail), new("MATINEE_ADMIN_PASSWORD", AdminPassword), .. _options.Environment]);
        var ready = await _run.LaunchAsync(start, ReadyLine(), _options.StartTimeout, cancellationToken);
        Address = new Uri(ready.Groups[1].Value);
    }
}
