using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matinee.Load.Hosts;

/// <summary>SignalR in a bare ASP.NET Core application: WebSockets without negotiation, no logs, both protocols.</summary>
internal static class SignalRHost
{
    /// <param name="arguments">PORT.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(arguments[0], CultureInfo.InvariantCulture)));
        builder.Services.AddSignalR().AddMessagePackProtocol();
        await using var application = builder.Build();
        application.MapHub<RoomHub>("/hub", options => options.Transports = HttpTransportType.WebSockets);
        await application.RunAsync();
        return 0;
    }
}
