using System.Security.Claims;
using System.Text.Encodings.Web;
using Dapper;
using Matinee.Adapters.Remote;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Limits;
using Matinee.App.Nodes;
using Matinee.App.Storage;
using Matinee.App.Uploads;
using Matinee.IntegrationTests.Databases;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.IntegrationTests.Library;

/// <summary>
/// The library and the uploads behind Kestrel, over a folder that outlives restarts. Callers name themselves in a header:
/// signing in has its own tests.
/// </summary>
internal sealed class LibraryHost : IAsyncDisposable
{
    public const string UserHeader = "X-Test-User";
    public static readonly UserId Anna = new("u0000000000000ann");
    public static readonly UserId Bert = new("u0000000000000ber");
    public static readonly UserId Root = new("u000000000000admn");

    private readonly WebApplication _app;

    private LibraryHost(WebApplication app, string folder)
    {
        _app = app;
        Folder = folder;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        As = CreateClient(Anna, "member");
        Admin = CreateClient(Root, "admin");
        Other = CreateClient(Bert, "member");
        Stranger = CreateClient(null, "");
    }

    public string Folder { get; }

    public Uri Address { get; }

    /// <summary>Anna, a member.</summary>
    public HttpClient As { get; }

    public HttpClient Other { get; }

    public HttpClient Admin { get; }

    public HttpClient Stranger { get; }

    public IServiceProvider Services => _app.Services;

    public VideoStore Videos => Services.GetRequiredService<VideoStore>();

    public static string NewFolder() => Directory.CreateTempSubdirectory("matinee-library-").FullName;

    public static async Task<LibraryHost> StartAsync(
        string? folder = null, TimeProvider? time = null, string? storeFolder = null, Func<IObjectStore, IObjectStore>? wrap = null,
        RemoteStore? bucket = null, params (string Key, string Value)[] settings)
    {
        folder ??= NewFolder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.None);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Uploads:KeepFreeBytes"] = "0",
            ["Limits:Api:Burst"] = "1000000",
            ["Limits:Upload:Burst"] = "1000000",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var services = builder.Services;
        var catalogue = await TestCatalogue.OpenAsync(folder);
        services.AddSingleton(_ => catalogue);
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton(new NodeIdentity("test", DateTimeOffset.UnixEpoch, folder));
        services.AddSingleton(new ClusterSecret(new byte[32]));
        var store = bucket?.Objects ?? new LocalObjectStore(storeFolder ?? Path.Combine(folder, "objects"));
        if (bucket is not null)
            services.AddSingleton(bucket.Transfers);
        services.AddSingleton(wrap?.Invoke(store) ?? store);
        services.AddHttp().AddLimits().AddLibrary().AddUploads();
        services.AddAuthentication("Test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("Test", null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Member, policy => policy.RequireClaim("role", "member", "admin"))
            .AddPolicy(Policies.Admin, policy => policy.RequireClaim("role", "admin"));
        var app = builder.Build();
        app.UseHttp().UseLimits();
        app.UseAuthorization();
        app.UseIdempotencyKeys();
        app.MapLibrary().MapUploads();
        await app.StartAsync();
        return new LibraryHost(app, folder);
    }

    public HttpClient CreateClient(UserId? user, string role)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(1) };
        if (user is { } id)
            client.DefaultRequestHeaders.Add(UserHeader, $"{id};{role}");
        return client;
    }

    /// <summary>As if another node had the upload's bytes.</summary>
    public Task MoveToNodeAsync(UploadId upload, string node) => Services.GetRequiredService<ICatalogueDatabase>().WriteAsync((connection, transaction) =>
        connection.ExecuteAsync("UPDATE uploads SET node_id = @node WHERE id = @id", new { id = upload.Value, node }, transaction), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in new[] { As, Other, Admin, Stranger })
            client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers[UserHeader].ToString().Split(';') is not [var user, var role])
                return Task.FromResult(AuthenticateResult.NoResult());
            var identity = new ClaimsIdentity([new Claim("sub", user), new Claim("role", role), new Claim("name", user)], "Test");
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), "Test")));
        }
    }
}
