using System.CommandLine;
using Matinee.Adapters.Remote;
using Matinee.App.Http;
using Matinee.Server.Configuration;
using Matinee.Server.Hosting;
using Spectre.Console;

namespace Matinee.Server.Verbs;

/// <summary><c>matinee storage check | cors</c></summary>
internal static class StorageVerb
{
    public static Command Create() => new("storage", "The bucket that the configuration names.") { Check(), Cors() };

    private static Command Check()
    {
        var flags = new ServerFlags();
        var command = new Command("check", "Prove that the store can be used: put, get, list, sign, delete.");
        flags.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(flags.Load(result), async (store, _) =>
        {
            var table = new Listing("", "check", "result");
            var failed = false;
            await foreach (var finding in StoreTrial.RunAsync(store, cancellationToken))
            {
                table.Add(finding.Failure is null ? "ok" : "FAILED", finding.Subject, finding.Failure ?? finding.Text);
                failed |= finding.Failure is not null;
            }

            table.Write(AnsiConsole.Console);
            return failed ? ExitCodes.Failed : ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Cors()
    {
        var flags = new ServerFlags();
        var origins = new Option<string[]>("--origin") { Description = "Origin of the pages, such as https://films.example.org (default: that of PUBLIC_URL).", HelpName = "URL" };
        var command = new Command("cors", "Let the pages send files to the bucket and play from it.") { origins };
        flags.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(flags.Load(result), async (store, configuration) =>
        {
            var (allowed, refusal) = OriginsOf(result.GetValue(origins) ?? [], configuration);
            if (refusal is not null)
                return ErrorLines.Write(refusal, ExitCodes.Usage);
            await store.Administration.AllowOriginsAsync(allowed, cancellationToken);
            Console.Out.WriteLine($"{store.Name}: pages of {string.Join(", ", allowed)} may GET, HEAD and PUT.");
            return ExitCodes.Done;
        }, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ServerConfiguration configuration, Func<RemoteStore, ServerConfiguration, Task<int>> run, CancellationToken cancellationToken)
    {
        var errors = ConfigurationCheck.Run(configuration);
        if (errors.Count > 0)
            return ErrorLines.Write(errors);
        try
        {
            var options = StoreOpening.OptionsOf(configuration.Values);
            var address = StoreOpening.AddressOf(options, dataFolder: "data");
            if (address.IsLocal)
                return ErrorLines.Write($"The store is the folder {address.Root}; this verb is for buckets. Set STORAGE_URL to one.", ExitCodes.Usage);
            var store = StoreOpening.OpenRemote(address, options);
            await StoreOpening.CheckAsync(store, cancellationToken);
            return await run(store, configuration);
        }
        catch (StartupException e)
        {
            return ErrorLines.Write(e.Message, ExitCodes.Failed);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            return ErrorLines.Write(e.Message, ExitCodes.Unavailable);
        }
    }

    /// <summary>Origins without a path, or a reason.</summary>
    private static (IReadOnlyList<string> Origins, string? Refusal) OriginsOf(string[] given, ServerConfiguration configuration)
    {
        if (given.Length == 0 && configuration.Values[$"{HttpOptions.Section}:{nameof(HttpOptions.PublicUrl)}"] is { Length: > 0 } own)
            given = [own];
        if (given.Length == 0)
            return ([], "Say whose pages: --origin https://films.example.org, or set PUBLIC_URL.");
        List<string> origins = [];
        foreach (var text in given)
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                return ([], $"\"{text}\" is no origin. Write https://HOST.");
            origins.Add(url.GetLeftPart(UriPartial.Authority));
        }

        return (origins, null);
    }
}
