using System.Net.Http.Json;
using Dapper;
using Matinee.Adapters.Sqlite;
using Matinee.Testing.Fleet;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Harness;

/// <summary>An administrator who looks at a service of real processes, and the service's catalogue beside it.</summary>
public sealed class Desk(IBrowser browser, FleetStage stage)
{
    private string? _session;

    /// <summary>A browser profile in which the administrator has signed in.</summary>
    public async Task<IBrowserContext> SignInAsync(Viewing viewing = default)
    {
        var context = await Cinema.NewContextAsync(browser, new BrowserNewContextOptions
        {
            BaseURL = stage.Servers[0].Address.ToString(),
            ViewportSize = new ViewportSize { Width = viewing.Width == 0 ? 1440 : viewing.Width, Height = viewing.Width is > 0 and < 720 ? 844 : 1000 },
            ColorScheme = viewing.Light ? ColorScheme.Light : ColorScheme.Dark,
            ReducedMotion = viewing.Still ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
            HasTouch = viewing.Width is > 0 and < 720,
            Locale = "en-GB",
            BypassCSP = viewing.Judged,
            StorageState = _session,
        });
        if (_session is not null)
            return context;
        var page = await context.NewPageAsync();
        await Cinema.SignInAsync(page);
        await page.CloseAsync();
        _session = await context.StorageStateAsync();
        return context;
    }

    public async Task<string> UploadAsync(string path, string title, CancellationToken cancellationToken)
    {
        var video = await stage.UploadAsync(path, cancellationToken);
        using var admin = await stage.Servers[0].CreateAdminClientAsync(cancellationToken);
        using var named = await admin.PatchAsJsonAsync($"/api/videos/{video}", new { title }, cancellationToken);
        named.EnsureSuccessStatusCode();
        return video;
    }

    public async Task<T> QueryAsync<T>(Func<System.Data.Common.DbConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        await using var catalogue = await SqliteCatalogue.OpenAsync(Path.Combine(stage.Folder, "matinee.db"), cancellationToken);
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
            Assert.Fail($"{last} instead of {least} within {limit}: {sql}\n{stage.Report()}");
        }
    }
}
