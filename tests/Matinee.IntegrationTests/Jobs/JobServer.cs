using System.Net.Http.Headers;
using Matinee.Client;
using Matinee.Client.Fleet;
using Matinee.Client.Http;
using Matinee.Client.Jobs;
using Matinee.Client.Uploads;
using Matinee.Testing;
using Matinee.Testing.Media;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Jobs;

/// <summary>A real server and clients of it.</summary>
internal sealed class JobServer(MatineeProcess process) : IAsyncDisposable
{
    private readonly List<HttpClient> _clients = [];

    public MatineeProcess Process => process;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<JobServer> StartAsync(params string[] arguments) =>
        new(await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            Arguments = arguments,
            // Progress is told more often than in a film of ten seconds anything would be seen of it.
            Environment = new Dictionary<string, string?> { ["MATINEE__WORKER__HEARTBEATEVERY"] = "00:00:00.300" },
        }, Stop));

    /// <summary>The administrator, at the address that the server has now.</summary>
    public async Task<MatineeClient> AdminAsync() => As(await process.AdminTokenAsync(Stop));

    public MatineeClient As(string token)
    {
        var http = process.CreateClient();
        http.Timeout = Timeout.InfiniteTimeSpan;
        _clients.Add(http);
        return new MatineeClient(http, new FixedCredentials(Credentials.FromToken(token)));
    }

    /// <summary>Nothing is begun until the returned is called: whoever listens by then misses nothing.</summary>
    public static async Task<Func<Task>> HoldAsync(MatineeClient admin)
    {
        IReadOnlyList<WorkerState> workers = [];
        await Patient.UntilAsync(async () => (workers = await admin.Workers.ListAsync(Stop)).Count > 0, Stop, "the worker is there");
        foreach (var worker in workers)
            await admin.Workers.DrainAsync(worker.Id, Stop);
        return () => Task.WhenAll(workers.Select(worker => admin.Workers.EnableAsync(worker.Id, Stop)));
    }

    /// <summary>Another member, newly made.</summary>
    public async Task<MatineeClient> MemberAsync(string email)
    {
        await (await AdminAsync()).Users.AddAsync(email, null, "a-password-of-their-own", "member", Stop);
        var http = process.CreateClient();
        _clients.Add(http);
        var client = new MatineeClient(http, new FixedCredentials(null));
        await client.Accounts.LoginAsync(email, "a-password-of-their-own", Stop);
        return client;
    }

    public static async Task<string> UploadAsync(MatineeClient client, MediaFixture film) =>
        (await client.Uploads.UploadAsync(new UploadOrder(await FixtureCache.PathAsync(film)), null, null, Stop)).VideoId;

    public static async Task<EncodeJob> EndAsync(MatineeClient client, string job)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(TimeSpan.FromMinutes(4));
        await foreach (var _ in client.Jobs.WatchAsync(job, null, deadline.Token))
        {
            // To the end.
        }

        return await client.Jobs.GetAsync(job, Stop);
    }

    public static async Task<EncodeJob> JobOfAsync(MatineeClient client, string video)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(Patient.Limit);
        while (true)
        {
            await foreach (var job in client.Jobs.ListAsync(new JobFilter(video), deadline.Token))
                return job;
            await Task.Delay(50, deadline.Token);
        }
    }

    public async Task<HttpClient> RawAsync()
    {
        var http = process.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await process.AdminTokenAsync(Stop));
        _clients.Add(http);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await process.DisposeAsync();
    }
}
