using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Matinee.Server.Hosting;

/// <summary>The lines that tell the operator where to go. Printed once, when requests are answered.</summary>
internal static class ReadyBlock
{
    public static string Render(WebApplication app)
    {
        var address = AddressOf(app);
        return $"""

              Matinee is ready at {address}
              Stop it with Ctrl-C.

            """;
    }

    private static string AddressOf(WebApplication app)
    {
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(); // Kestrel always has it
        return bound.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal);
    }
}
