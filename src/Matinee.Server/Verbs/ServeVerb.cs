using System.CommandLine;
using System.Net.Sockets;
using Matinee.App.Accounts;
using Matinee.App.Nodes;
using Matinee.Client.Http;
using Matinee.Media.Ffmpeg;
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
        command.SetAction((result, cancellationToken) => RunAsync(flags.Load(result), null, cancellationToken));
        return command;
    }

    /// <param name="whenReady">Runs beside the server once it answers; its failure is told and does not end the server.</param>
    public static async Task<int> RunAsync(ServerConfiguration configuration, Func<Uri, CancellationToken, Task>? whenReady, CancellationToken cancellationToken)
    {
        var errors = ConfigurationCheck.Run(configuration);
        if (errors.Count > 0)
            return ErrorLines.Write(errors);
        var options = configuration.Values.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
        try
        {
            using var data = OwnDataFolder.Open(options.Data);
            Listening.EnsureFree(options);
            await using var app = await ServerHost.BuildAsync(configuration.Values, options, data, cancellationToken);
            var administrator = await EnterAsync(app, cancellationToken);
            await app.StartAsync(cancellationToken);
            Console.Out.WriteLine(ReadyBlock.Render(app, administrator));
            var beside = whenReady is null ? Task.CompletedTask : AccompanyAsync(app, whenReady);
            await app.WaitForShutdownAsync(CancellationToken.None);
            await beside;
            return ExitCodes.Done;
        }
        catch (StartupException e)
        {
            return ErrorLines.Write(e.Message, ExitCodes.Failed);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return ErrorLines.Write(e.Message, ExitCodes.Failed); // taken since it was tried
        }
    }

    private static async Task AccompanyAsync(WebApplication app, Func<Uri, CancellationToken, Task> whenReady)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await whenReady(new Uri(ReadyBlock.AddressOf(app)), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl-C while it ran.
        }
        catch (Exception e) when (e is StartupException or MatineeException or HttpRequestException or SocketException or IOException or FfmpegMissingException)
        {
            ErrorLines.Write(e.Message, ExitCodes.Failed);
        }
    }

    private static async Task<NewAdministrator?> EnterAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.Services.GetRequiredService<NodeEntry>().EnterAsync(cancellationToken);
            return await app.Services.GetRequiredService<FirstAdministrator>().EnsureAsync(cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException(e.Message, e);
        }
    }
}
