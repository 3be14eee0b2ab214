using Matinee.App.Accounts;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Matinee.Server.Hosting;

/// <summary>The lines that tell the operator where to go. Printed once, when requests are answered.</summary>
internal static class ReadyBlock
{
    public static string Render(WebApplication app, NewAdministrator? administrator)
    {
        var address = AddressOf(app);
        return $"""

              Matinee is ready at {address}
              Stop it with Ctrl-C.
            {SignInLines(administrator)}
            """;
    }

    // The password is made for one use and stands nowhere else; a configured one is not repeated.
    private static string SignInLines(NewAdministrator? administrator) => administrator is { OneTimePassword: { } password }
        ? $"""

              Sign in as  {administrator.Email}
              Password    {password}   (shown only now; choose your own after signing in)

            """
        : "";

    /// <summary>For this machine; the first of several.</summary>
    public static string AddressOf(WebApplication app)
    {
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(); // Kestrel always has it
        return bound.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal);
    }
}
