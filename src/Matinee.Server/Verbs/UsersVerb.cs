using System.CommandLine;
using System.Globalization;
using Matinee.Client.Accounts;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee users list | add | passwd | role | api-key</c></summary>
internal static class UsersVerb
{
    public static Command Create() => new("users", "Accounts of this server (administrators), and your own API keys.") { List(), Add(), Password(), Role(), ApiKey() };

    private static Command List() => ClientCommand.List(
        "All accounts.", new("--query") { Description = "A part of the name or e-mail.", HelpName = "TEXT" }, (client, query, stop) => client.Users.ListAsync(query, stop),
        ("id", user => user.Id), ("e-mail", user => user.Email), ("name", user => user.Name), ("role", user => user.Role), ("state", user => user.State),
        ("since", user => user.CreatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    private static Command Add()
    {
        var email = new Argument<string>("EMAIL");
        var name = new Option<string?>("--name") { Description = "Shown to others.", HelpName = "NAME" };
        var role = new Option<string?>("--role") { Description = "member (default) or admin.", HelpName = "ROLE" };
        role.AcceptOnlyFromAmong("member", "admin");
        var input = PasswordPrompt.FromInput();
        var command = new Command("add", "Make an account. Without --password-stdin a password for one use is made and printed.") { email, name, role, input };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var password = result.GetValue(input) ? PasswordPrompt.Read(fromInput: true, "") : null;
            var made = await client.Users.AddAsync(result.GetRequiredValue(email), result.GetValue(name), password, result.GetValue(role), stop);
            Console.Out.WriteLine($"{made.User.Id}\t{made.User.Email}\t{made.User.Role}");
            if (made.OneTimePassword is { } once)
                Console.Out.WriteLine($"Password for one use: {once}");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Password()
    {
        var who = new Argument<string>("USER") { Description = "Id or e-mail." };
        var input = PasswordPrompt.FromInput();
        var command = new Command("passwd", "Set a password. Your own asks for the old one; all your other sessions end.") { who, input };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var me = await client.Accounts.MeAsync(stop);
            var name = result.GetRequiredValue(who);
            if (name == me.Id || string.Equals(name, me.Email, StringComparison.OrdinalIgnoreCase))
            {
                var old = PasswordPrompt.Read(result.GetValue(input), "Old password:");
                await client.Accounts.ChangePasswordAsync(old, PasswordPrompt.Read(result.GetValue(input), "New password:"), stop);
                Console.Out.WriteLine("The password is changed.");
                return ExitCodes.Done;
            }

            if (await client.Users.FindAsync(name, stop) is not { } user)
                return ErrorLines.Write($"there is no user {name}.", ExitCodes.NotFound);
            var given = result.GetValue(input) ? PasswordPrompt.Read(fromInput: true, "") : null;
            var once = await client.Users.ResetPasswordAsync(user.Id, given, stop);
            Console.Out.WriteLine(once is null ? "The password is changed." : $"Password for one use: {once}");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Role()
    {
        var who = new Argument<string>("USER") { Description = "Id or e-mail." };
        var role = new Argument<string>("ROLE") { Description = "member or admin." };
        role.AcceptOnlyFromAmong("member", "admin");
        var command = new Command("role", "Make somebody an administrator, or a member again.") { who, role };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            if (await client.Users.FindAsync(result.GetRequiredValue(who), stop) is not { } user)
                return ErrorLines.Write($"there is no user {result.GetRequiredValue(who)}.", ExitCodes.NotFound);
            var changed = await client.Users.ChangeAsync(user.Id, new UserChange { Role = result.GetRequiredValue(role) }, stop);
            Console.Out.WriteLine($"{changed.Email} is {changed.Role}.");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command ApiKey()
    {
        var name = new Argument<string>("NAME") { Description = "What the key is for." };
        var days = new Option<int?>("--days") { Description = "Days until it expires (default: never).", HelpName = "N" };
        var command = new Command("api-key", "Make an API key of your own; it is printed once.") { name, days };
        command.SetAction((result, cancellationToken) => ServerConnection.RunAsync(async (client, stop) =>
        {
            var expires = result.GetValue(days) is { } n ? TimeProvider.System.GetUtcNow().AddDays(n) : (DateTimeOffset?)null;
            var key = await client.Accounts.CreateApiKeyAsync(result.GetRequiredValue(name), expires, stop);
            Console.Out.WriteLine(key.Key);
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }
}
