using System.CommandLine;
using Matinee.App.Accounts;
using Matinee.Server.Configuration;
using Matinee.Server.Hosting;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee serve</c></summary>
internal static class ServeVerb
{
    public static Command Create()
    {
        var flags = new ServerFlags();
        var command = new Command("serve", "Serve the pages and the API, and encode what is uploaded.");
        flags.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(flags.Load(result), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ServerConfiguration configuration, CancellationToken cancellationToken)
    {
        var errors = ConfigurationCheck.Run(configuration);
        if (errors.Count > 0)
            return ErrorLines.Write(errors);
        var options = configuration.Values.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
        try
        {
            using var data = DataFolder.Open(options.Data);
            await using var app = await ServerHost.BuildAsync(configuration.Values, options, data, cancellationToken);
            var administrator = await EnsureAdministratorAsync(app, cancellationToken);
            await app.StartAsync(cancellationToken);
            Console.Out.WriteLine(ReadyBlock.Render(app, administrator));
            await app.WaitForShutdownAsync(CancellationToken.None);
            return ExitCodes.Done;
        }
        catch (StartupException e)
        {
            return ErrorLines.Write(e.Message, ExitCodes.Failed);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return ErrorLines.Write($"port {options.Port} is taken. Choose another with --port, or 0 for a free one.", ExitCodes.Failed);
        }
    }

    private static async Task<NewAdministrator?> EnsureAdministratorAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            return await app.Services.GetRequiredService<FirstAdministrator>().EnsureAsync(cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException(e.Message, e);
        }
    }
}
