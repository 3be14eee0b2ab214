using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Matinee.Testing.Machine;
using Npgsql;

namespace Matinee.Testing.Servers;

/// <summary>
/// A private PostgreSQL on a free port, made by initdb, run as the user postgres when the tests are root. It ends with this
/// process, however that ends. Passwords are asked for, as in a real installation.
/// </summary>
public sealed partial class PostgresServer : IAsyncDisposable
{
    public const string User = "matinee";
    public const string Password = "p@ss/w:ord?";

    private const int SigKill = 9;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);
    private static readonly Lazy<Task<PostgresServer>> One = new(StartAsync);

    private readonly string _folder;
    private readonly string _programs;
    private readonly string _fsync;
    private Process? _process;

    private PostgresServer(string folder, string programs, int port, bool durable)
    {
        (_folder, _programs, Port) = (folder, programs, port);
        _fsync = durable ? "on" : "off";
    }

    public int Port { get; }

    public string Version { get; private set; } = "";

    /// <summary>One for the whole test run; it is not killed by anybody.</summary>
    public static Task<PostgresServer> SharedAsync() => One.Value;

    /// <summary>One of a test's own, to be killed.</summary>
    public static Task<PostgresServer> StartOwnAsync() => StartAsync(durable: true);

    public string UrlOf(string database, string? password = null) =>
        $"postgres://{User}:{Uri.EscapeDataString(password ?? Password)}@127.0.0.1:{Port}/{database}";

    /// <summary>An empty database with a name of its own.</summary>
    /// <returns>Its URL.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = "t" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        await ExecuteAsync($"CREATE DATABASE {name}");
        return UrlOf(name);
    }

    /// <summary>Drops what <see cref="CreateDatabaseAsync"/> made, whoever is still connected.</summary>
    public async Task DropDatabaseAsync(string url)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await ExecuteAsync($"DROP DATABASE IF EXISTS {url[(url.LastIndexOf('/') + 1)..]} WITH (FORCE)");
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse && Stopwatch.GetElapsedTime(began) < StartPatience)
            {
                // Who was told to go has five seconds for it.
            }
        }
    }

    /// <summary>SIGKILL to the postmaster; its children see it and end within moments.</summary>
    public void Kill9()
    {
        var pid = int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        if (kill(pid, SigKill) != 0)
            throw new InvalidOperationException($"PostgreSQL ({pid}) could not be killed.");
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Starts after <see cref="Kill9"/>; returns when it answers. Recovery included this takes a second or two.</summary>
    public Task RestartAsync() => LaunchAsync();

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(AdminConnection());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync()
    {
        RunningServers.Remove(this);
        Remove();
        return ValueTask.CompletedTask;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    private static Task<PostgresServer> StartAsync() => StartAsync(durable: false);

    private static async Task<PostgresServer> StartAsync(bool durable)
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture)).First() + "/bin"
            : throw new DirectoryNotFoundException("PostgreSQL is not installed (Debian: postgresql-15).");
        var folder = Directory.CreateTempSubdirectory("matinee-postgres-").FullName;
        var server = new PostgresServer(folder, programs, FreePorts.Take(), durable);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Remove();
        RunningServers.Add(server);
        await server.InitializeAsync();
        await server.LaunchAsync();
        Console.WriteLine($"PostgreSQL {server.Version} on port {server.Port}");
        return server;
    }

    private async Task InitializeAsync()
    {
        var passwords = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwords, Password);
        if (Environment.UserName == "root")
            await RunAsync("chown", ["-R", "postgres", _folder]);
        await RunAsync("setpriv", AsServer("initdb", "-D", Path.Combine(_folder, "data"), "-U", User, "--pwfile", passwords,
            "--auth=scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"));
        await File.AppendAllTextAsync(Path.Combine(_folder, "data", "postgresql.conf"), $"""

            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            port = {Port}
            max_connections = 300
            shared_buffers = 64MB
            fsync = {_fsync}
            log_min_error_statement = panic
            """);
    }

    private async Task LaunchAsync()
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            _process = Start();
            while (!_process.HasExited)
            {
                if (await AnswersAsync())
                    return;
                if (started.Elapsed > StartPatience)
                    throw new TimeoutException($"PostgreSQL did not answer within {StartPatience}:\n{Log()}");
                await Task.Delay(50);
            }

            // After a SIGKILL its children need a moment to let go of the shared memory.
            if (started.Elapsed > StartPatience)
                throw new InvalidOperationException($"PostgreSQL did not start:\n{Log()}");
            _process.Dispose();
            await Task.Delay(200);
        }
    }

    // The shell reads our end of its input: when this process is gone, however it went, it stops the server.
    private Process Start()
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, WorkingDirectory = "/" };
        string[] arguments =
        [
            "-c", "log=$1; shift; exec 3<&0; \"$@\" >>\"$log\" 2>&1 </dev/null 3<&- & p=$!; (read _ <&3; kill -QUIT $p) >/dev/null 2>&1 & wait $p", "sh", Path.Combine(_folder, "log"),
            "setpriv", .. AsServer("postgres", "-D", Path.Combine(_folder, "data")),
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException("sh did not start.");
    }

    private string[] AsServer(string program, params string[] arguments) => Environment.UserName == "root"
        ? ["--reuid=postgres", "--regid=postgres", "--init-groups", Path.Combine(_programs, program), .. arguments]
        : [Path.Combine(_programs, program), .. arguments];

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(AdminConnection());
            await connection.OpenAsync();
            Version = connection.PostgreSqlVersion.ToString();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private string AdminConnection() => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = User,
        Password = Password,
        Database = "postgres",
        Pooling = false,
        Timeout = 60,
        CommandTimeout = 120,
    }.ConnectionString;

    private string Log() => File.Exists(Path.Combine(_folder, "log")) ? File.ReadAllText(Path.Combine(_folder, "log")) : "";

    private void Remove()
    {
        if (_process is { HasExited: false } process)
        {
            process.StandardInput.Close();
            process.WaitForExit(TimeSpan.FromSeconds(30));
        }

        TestFolder.Remove(_folder);
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{errors}");
    }
}
