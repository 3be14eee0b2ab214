using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Matinee.Client;
using Matinee.Client.Accounts;
using Matinee.Client.Http;

namespace Matinee.Server.Verbs;

/// <summary>How a verb reaches a server: <c>MATINEE_URL</c> and <c>MATINEE_TOKEN</c>, or the saved login.</summary>
internal static class ServerConnection
{
    /// <summary>A server that cannot even be connected to by then is away.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Runs a verb as whoever is signed in, and turns failures into sentences and exit codes.</summary>
    public static async Task<int> RunAsync(Func<MatineeClient, CancellationToken, Task<int>> verb, CancellationToken cancellationToken)
    {
        return await GuardAsync(async cancellationToken =>
        {
            var token = Environment.GetEnvironmentVariables()["MATINEE_TOKEN"] as string;
            if (await ServerAsync(cancellationToken) is not { } server)
                return ErrorLines.Write("no server is known. Sign in with: matinee login URL (or set MATINEE_URL and MATINEE_TOKEN).", ExitCodes.NotAllowed);
            ICredentialStore credentials = string.IsNullOrEmpty(token) ? new SavedLogin(server) : new FixedCredentials(Credentials.FromToken(token));
            using var http = Open(server, Timeout.InfiniteTimeSpan);
            return await verb(new MatineeClient(http, credentials), cancellationToken);
        }, cancellationToken);
    }

    /// <summary>A client of one server, with the credentials saved for it.</summary>
    public static async Task<int> RunAsync(Uri server, Func<MatineeClient, CancellationToken, Task<int>> verb, CancellationToken cancellationToken)
    {
        return await GuardAsync(async cancellationToken =>
        {
            using var http = Open(server, Timeout.InfiniteTimeSpan);
            return await verb(new MatineeClient(http, new SavedLogin(server)), cancellationToken);
        }, cancellationToken);
    }

    public static async Task<Uri?> ServerAsync(CancellationToken cancellationToken)
    {
        var named = Environment.GetEnvironmentVariables()["MATINEE_URL"] as string;
        if (string.IsNullOrEmpty(named))
            return await SavedLogin.CurrentServerAsync(null, cancellationToken);
        return TryReadAddress(named, out var server) ? server : throw new FormatException($"MATINEE_URL = {named}: an http or https address is needed.");
    }

    public static bool TryReadAddress(string text, out Uri server)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        var valid = Uri.TryCreate(full.TrimEnd('/') + "/", UriKind.Absolute, out var read) && read.Scheme is "http" or "https";
        server = read ?? new Uri("http://localhost/");
        return valid;
    }

    /// <param name="timeout">Of each call; an upload has no bound but its progress.</param>
    public static HttpClient Open(Uri server, TimeSpan timeout) => new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = ConnectTimeout })
    {
        BaseAddress = server,
        Timeout = timeout,
    };

    private static async Task<int> GuardAsync(Func<CancellationToken, Task<int>> verb, CancellationToken outer)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(outer);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var cancellationToken = stop.Token;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true; // the verb ends by itself, and says what is kept
            stop.Cancel();
        }

        try
        {
            return await verb(cancellationToken);
        }
        catch (MatineeException e)
        {
            var fields = string.Concat(e.Errors.Select(f => $"\n  {f.Key}: {string.Join(" ", f.Value)}"));
            return ErrorLines.Write(e.Message + fields, CodeOf(e.Status));
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return ErrorLines.Write($"the server does not answer: {e.Message}", ExitCodes.Unavailable);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ErrorLines.Write("stopped.", ExitCodes.Failed);
        }
        catch (OperationCanceledException)
        {
            return ErrorLines.Write($"the server did not answer within {ConnectTimeout.TotalSeconds:0} s.", ExitCodes.Unavailable);
        }
        catch (FormatException e)
        {
            return ErrorLines.Write(e.Message, ExitCodes.Usage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ErrorLines.Write(e.Message, ExitCodes.Failed);
        }
    }

    private static int CodeOf(HttpStatusCode status) => (int)status switch
    {
        404 or 410 => ExitCodes.NotFound,
        401 or 403 => ExitCodes.NotAllowed,
        429 or 502 or 503 or 504 => ExitCodes.Unavailable,
        _ => ExitCodes.Failed,
    };
}
