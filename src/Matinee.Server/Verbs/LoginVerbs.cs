using System.CommandLine;
using Spectre.Console;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee login | logout | whoami</c></summary>
internal static class LoginVerbs
{
    public static Command Login()
    {
        var address = new Argument<string>("URL") { Description = "Address of the server, for example http://localhost:8080." };
        var email = new Option<string?>("--email") { Description = "Your e-mail address; asked for when missing.", HelpName = "EMAIL" };
        var input = PasswordPrompt.FromInput();
        var command = new Command("login", "Sign in to a server; the other verbs then speak to it.") { address, email, input };
        command.SetAction((result, cancellationToken) =>
        {
            if (!ServerConnection.TryReadAddress(result.GetRequiredValue(address), out var server))
                return Task.FromResult(ErrorLines.Write($"{result.GetRequiredValue(address)} is not an http or https address.", ExitCodes.Usage));
            return ServerConnection.RunAsync(server, async (client, stop) =>
            {
                var name = result.GetValue(email) ?? (Console.IsInputRedirected
                    ? throw new FormatException("There is no terminal to ask for the e-mail address; use --email.")
                    : AnsiConsole.Ask<string>("E-mail:"));
                var signedIn = await client.Accounts.LoginAsync(name, PasswordPrompt.Read(result.GetValue(input), "Password:"), stop);
                Console.Out.WriteLine($"Signed in to {server} as {signedIn.User.Name} ({signedIn.User.Role}).");
                if (signedIn.User.MustChangePassword)
                    Console.Out.WriteLine("The password was for one use: choose your own with matinee users passwd " + name);
                return ExitCodes.Done;
            }, cancellationToken);
        });
        return command;
    }

    public static Command Logout()
    {
        var command = new Command("logout", "End the session on the server and forget it here.");
        command.SetAction((_, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            await client.Accounts.LogoutAsync(stop);
            Console.Out.WriteLine("Signed out.");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    public static Command Whoami()
    {
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("whoami", "Who is signed in, and where.") { json };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var me = await client.Accounts.MeAsync(stop);
            if (result.GetValue(json))
                return JsonLines.Write(me);
            Console.Out.WriteLine($"{me.Name} <{me.Email}>, {me.Role}, at {await ServerConnection.ServerAsync(stop)}");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }
}
