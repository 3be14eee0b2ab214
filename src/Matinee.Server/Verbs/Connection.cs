using System.Net;
using Matinee.Client;
using Matinee.Client.Accounts;

namespace Matinee.Server.Verbs;

/// <summary>How a verb reaches a server: <c>MATINEE_URL</c> and <c>MATINEE_TOKEN</c>, or the saved login.</summary>
internal static class Connection
{
    /// <summary>Longest silence of a call. Uploads and event streams are bounded by their progress instead.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(100);

    /// <summary>Runs a verb as whoever is signed in, and turns failures into sentences and exit codes.</summary>
    public static async Task<int> RunAsync(Func<MatineeClient, CancellationToken, Task<int>> verb, CancellationToken cancellationToken)
    {
        return await GuardAsync(async () =>
        {
            var token = Environment.GetEnvironmentVariables()["MATINEE_TOKEN"] as string;
            if (await ServerAsync(cancellationToken) is not { } server)
                return ErrorLines.Write("no server is known. Sign in with: matinee login URL (or set MATINEE_URL and MATINEE_TOKEN).", ExitCodes.NotAllowed);
            ICredentialStore credentials = string.IsNullOrEmpty(token) ? new SavedLogin(server) : new FixedCredentials(Credentials.FromToken(token));
            using var http = Open(server);
            return await verb(new MatineeClient(http, credentials), cancellationToken);
        }, cancellationToken);
    }

    /// <summary>A client of one server, with the credentials saved for it.</summary>
    public static async Task<int> RunAsync(Uri server, Func<MatineeClient, CancellationToken, Task<int>> verb, CancellationToken cancellationToken)
    {
        return await GuardAsync(async () =>
        {
            using var http = Open(server);
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

    private static HttpClient Open(Uri server) => new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        BaseAddress = server,
        Timeout = CallTimeout,
    };

    private static async Task<int> GuardAsync(Func<Task<int>> verb, CancellationToken cancellationToken)
    {
        try
        {
            return await verb();
        }
        catch (MatineeException e)
        {
            var fields = string.Concat(e.Errors.Select(f => $"\n  {f.Key}: {string.Join(" ", f.Value)}"));
            return ErrorLines.Write(e.Message + fields, CodeOf(e.Status));
        }
        catch (HttpRequestException e)
        {
            return ErrorLines.Write($"the server does not answer: {e.Message}", ExitCodes.Unavailable);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ErrorLines.Write("stopped.", ExitCodes.Failed);
        }
        catch (OperationCanceledException)
        {
            return ErrorLines.Write($"the server did not answer within {CallTimeout.TotalSeconds:0} s.", ExitCodes.Unavailable);
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
