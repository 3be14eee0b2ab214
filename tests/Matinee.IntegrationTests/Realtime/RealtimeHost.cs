using System.Globalization;
using Matinee.Realtime;
using Matinee.Realtime.Administration;
using Matinee.Testing.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>A bare ASP.NET Core application with nothing but the channel server, on a free port.</summary>
internal sealed class RealtimeHost : IAsyncDisposable
{
    public const string ApiKey = "the key of the tests";

    private readonly WebApplication _application;

    private RealtimeHost(WebApplication application) => _application = application;

    /// <summary><c>http://127.0.0.1:PORT</c>.</summary>
    public string Address => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(); // Kestrel has it

    public int Port => new Uri(Address).Port;

    public RealtimeServer Server => _application.Services.GetRequiredService<RealtimeServer>();

    public IServiceProvider Services => _application.Services;

    public static async Task<RealtimeHost> StartAsync(Action<RealtimeOptions>? configure = null, Action<RealtimeBuilder>? build = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var realtime = builder.Services.AddRealtime(options =>
        {
            options.Node = "node" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..6];
            options.Api.ApiKey = ApiKey;
            options.Connections.PingInterval = TimeSpan.FromSeconds(1.5);
            // Whoever is merely slow, be it the store, is not given up.
            options.Connections.PongTimeout = Patient.Limit;
            options.Connections.ExpiryGrace = TimeSpan.FromSeconds(15);
            options.Connections.ConnectTimeout = Patient.Limit;
            options.Guard.Timeout = TimeSpan.FromSeconds(10);
            options.Connections.CommandsPerSecond = 1000;
            configure?.Invoke(options);
        }).UsePolicy<OpenPolicy>();
        build?.Invoke(realtime);
        var application = builder.Build();
        application.MapRealtime();
        await application.StartAsync();
        return new RealtimeHost(application);
    }

    public Task StopAsync() => _application.StopAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
