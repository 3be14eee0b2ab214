using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Matinee.Adapters.Sqlite;
using Matinee.Testing;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Harness;

/// <summary>A server of its own whose processes may be killed, an administrator who looks at it, and its catalogue as a file.</summary>
public sealed class Desk : IAsyncDisposable
{
    private readonly IBrowser _browser;
    private readonly Dictionary<string, string?> _settings;
    private MatineeProcess? _server;

    /// <param name="settings">Variables of every server that is started here.</param>
    public Desk(IBrowser browser, IReadOnlyDictionary<string, string?> settings)
    {
        _browser = browser;
        _settings = new(settings);
        Folder = Directory.CreateTempSubdirectory("matinee-desk-").FullName;
    }

    public string Folder { get; }

    public MatineeProcess Server => _server ?? throw new InvalidOperationException("No server was started.");

    /// <summary>Kills the one that runs and starts another on the same data.</summary>
    public async Task StartAsync(int workers, CancellationToken cancellationToken)
    {
        _server?.Kill();
        _server = await MatineeProcess.StartAsync(
            new MatineeProcessOptions { DataFolder = Folder, Arguments = ["--workers", $"{workers}"], Environment = _settings }, cancellationToken);
    }

    /// <summary>A browser profile in which the administrator has signed in.</summary>
    public async Task<IBrowserContext> SignInAsync(Viewing viewing = default)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Server.Address.ToString(),
            ViewportSize = new ViewportSize { Width = viewing.Width == 0 ? 1440 : viewing.Width, Height = viewing.Width is > 0 and < 720 ? 844 : 1000 },
            ColorScheme = viewing.Light ? ColorScheme.Light : ColorScheme.Dark,
            ReducedMotion = viewing.Still ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
            HasTouch = viewing.Width is > 0 and < 720,
            Locale = "en-GB",
            BypassCSP = viewing.Judged,
        });
        var page = await context.NewPageAsync();
        await Cinema.SignInAsync(page);
        await page.CloseAsync();
        return context;
    }

    public async Task<string> UploadAsync(string path, string title, CancellationToken cancellationToken)
    {
        using var admin = await Server.CreateAdminClientAsync(cancellationToken);
        using var created = await admin.PostAsJsonAsync(
            "/api/videos/upload", new { filename = Path.GetFileName(path), contentType = "video/mp4", title }, cancellationToken);
        created.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await created.Content.ReadAsStringAsync(cancellationToken));
        await using var bytes = File.OpenRead(path);
        using var put = new HttpRequestMessage(HttpMethod.Put, answer.RootElement.GetProperty("uploadUrl").GetString()) { Content = new StreamContent(bytes) };
        put.Content.Headers.ContentType = new MediaTypeHeaderValue("video/mp4");
        using var client = Server.CreateClient();
        using var sent = await client.SendAsync(put, cancellationToken);
        sent.EnsureSuccessStatusCode();
        return answer.RootElement.GetProperty("videoId").GetString()!; // the contract of POST /api/videos/upload
    }

    /// <summary>Reads the catalogue beside the server.</summary>
    public async Task<T> QueryAsync<T>(Func<System.Data.Common.DbConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        await using var catalogue = await SqliteCatalogue.OpenAsync(Path.Combine(Folder, "matinee.db"), cancellationToken);
        return await catalogue.ReadAsync(query, cancellationToken);
    }

    /// <summary>Waits until a count in the catalogue is at least so much, or nothing when <paramref name="least"/> is 0.</summary>
    public async Task WaitForAsync(string sql, long least, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        long last = -1;
        try
        {
            while (true)
            {
                last = await QueryAsync(connection => connection.ExecuteScalarAsync<long>(sql), deadline.Token);
                if (least == 0 ? last == 0 : last >= least)
                    return;
                await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"{last} instead of {least} within {limit}: {sql}\n{string.Join('\n', Server.Output.Split('\n').TakeLast(30))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        for (var tries = 0; Directory.Exists(Folder); tries++)
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
            }
            catch (IOException) when (tries < 20)
            {
                // A child of the killed server may still be writing its last file; it dies within the second.
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
    }
}
