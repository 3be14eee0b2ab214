using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Matinee.Adapters.Remote;
using Matinee.App.Library;
using Matinee.App.Uploads;
using Matinee.IntegrationTests.Conformance;
using Matinee.IntegrationTests.Library;
using Matinee.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Matinee.IntegrationTests.Uploads.TusRequests;

namespace Matinee.IntegrationTests.Uploads;

public sealed class S3DirectUploadTests : DirectUploadConformance
{
    private const string Token = "a-token-of-the-store";

    [Theory]
    [InlineData("s3")]
    [InlineData("minio")]
    [InlineData("sns")]
    public async Task An_event_of_the_store_is_enough(string form)
    {
        await using var host = await StartHostAsync(("Uploads:EventToken", Token));
        var ticket = await BeginAsync(host, new { filename = "film.mp4", size = 5000 });
        await PutAsync(ticket, Film(5000));
        var key = $"some/prefix/sources/{ticket.GetProperty("videoId").GetString()}/{UploadOf(ticket)}";

        using var told = await EventAsync(host, Notification(form, key), new AuthenticationHeaderValue("Bearer", Token));

        Assert.Equal(HttpStatusCode.NoContent, told.StatusCode);
        Assert.Equal(5000, (await WaitAsync(host, ticket, VideoState.Uploaded)).Source!.Bytes);
    }

    [Fact]
    public async Task Events_need_the_token_in_one_of_its_forms()
    {
        await using var host = await StartHostAsync(("Uploads:EventToken", Token));
        var body = Notification("s3", "sources/v/p");
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"store:{Token}"));

        HttpStatusCode[] answers =
        [
            (await EventAsync(host, body, null)).StatusCode,
            (await EventAsync(host, body, new AuthenticationHeaderValue("Bearer", Token + "x"))).StatusCode,
            (await EventAsync(host, body, new AuthenticationHeaderValue("Basic", "%%%"))).StatusCode,
            (await EventAsync(host, body, new AuthenticationHeaderValue("Basic", basic))).StatusCode,
            (await EventAsync(host, body, null, "?token=" + Token)).StatusCode,
        ];

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.NoContent, HttpStatusCode.NoContent], answers);
        await using var closed = await StartHostAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await EventAsync(closed, body, new AuthenticationHeaderValue("Bearer", Token))).StatusCode);
    }

    [Theory]
    [InlineData("""{"Type":"SubscriptionConfirmation","TopicArn":"arn:aws:sns:eu-central-1:123456789012:films","SubscribeURL":"http://169.254.169.254/latest/meta-data"}""", 422)]
    [InlineData("""{"Type":"SubscriptionConfirmation","TopicArn":"arn:aws:sns:eu-central-1:123456789012:films","SubscribeURL":"https://sns.eu-central-1.amazonaws.com.evil.example/"}""", 422)]
    [InlineData("""{"Type":"UnsubscribeConfirmation","TopicArn":"arn:aws:sns:eu-central-1:123456789012:films"}""", 204)]
    [InlineData("""{"Event":"s3:TestEvent"}""", 204)]
    [InlineData("""{"Records":"many"}""", 422)]
    [InlineData("""[]""", 422)]
    [InlineData("""{""", 400)]
    public async Task What_is_no_event_of_ours_is_answered_and_does_nothing(string body, int status)
    {
        await using var host = await StartHostAsync(("Uploads:EventToken", Token));

        using var answer = await EventAsync(host, body, new AuthenticationHeaderValue("Bearer", Token));

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_larger_body_than_promised_is_refused_by_the_store()
    {
        await using var host = await StartHostAsync();
        var ticket = await BeginAsync(host, new { filename = "film.mp4", size = 1000 });

        var put = await PutAsync(ticket, Film(1001));

        Assert.Equal(HttpStatusCode.Forbidden, put.StatusCode);
    }

    [Fact]
    public async Task Through_the_server_works_as_with_a_folder_and_so_does_a_video_without_direct_urls()
    {
        await using var host = await StartHostAsync(("Uploads:Direct", "false"));
        var film = Film(700_000);
        var ticket = await BeginAsync(host, new { filename = "film.mp4", size = film.Length });

        using var put = await host.Stranger.PutAsync(ticket.GetProperty("uploadUrl").GetString(), new ByteArrayContent(film), Stop);
        using var complete = await host.As.PostAsync(ticket.GetProperty("completeUrl").GetString(), null, Stop);

        Assert.False(ticket.GetProperty("direct").GetBoolean());
        Assert.Equal(JsonValueKind.Null, ticket.GetProperty("parts").ValueKind);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.OK), (put.StatusCode, complete.StatusCode));
        Assert.Equal(Sha256(film), (await FindAsync(host, ticket)).Source!.Sha256);
        Assert.Empty(Directory.GetFiles(Path.Combine(host.Folder, "incoming")));
    }

    [Fact]
    public async Task An_upload_that_expires_takes_its_parts_along()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var host = await LibraryHost.StartAsync(bucket: Bucket, time: time, settings: [("Uploads:LookInterval", "00:10:00"), ("Uploads:PartsOverBytes", "5242880")]);
        var ticket = await BeginAsync(host, new { filename = "film.mp4", size = 12_000_000 });
        using var begun = await host.As.PostAsync(ticket.GetProperty("parts").GetProperty("url").GetString(), null, Stop);
        Assert.True(begun.IsSuccessStatusCode);
        time.Advance(TimeSpan.FromDays(8));

        await host.Services.GetRequiredService<UploadSweep>().RunAsync(Stop);

        Assert.Equal(0, await Bucket.Administration.RemoveStalePartsAsync(TimeProvider.System.GetUtcNow().AddMinutes(1), Stop));
    }

    [Fact]
    public async Task Another_nodes_sweep_leaves_what_this_node_is_handing_over()
    {
        await using var host = await StartHostAsync();
        var url = await host.As.BeginAsync(1000);
        using (await host.As.SendAsync(Patch(url, 0, Film(500)), Stop))
        {
            // A row of another node that is on its way into the store: its file is not here.
        }

        var uploads = host.Services.GetRequiredService<UploadStore>();
        var id = UploadId.From(url[(url.LastIndexOf('/') + 1)..]);
        Assert.True(await uploads.BeginCompletionAsync(id, new string('0', 64), Stop));
        await host.MoveToNodeAsync(id, "elsewhere");
        File.Delete(Directory.GetFiles(Path.Combine(host.Folder, "incoming")).Single());

        await host.Services.GetRequiredService<UploadSweep>().RunAsync(Stop);

        Assert.Equal(UploadState.Completing, (await uploads.FindAsync(id, Stop))!.State);
    }

    protected override Task<RemoteStore> OpenAsync() => S3Bucket.NewAsync("uploads");

    private static string UploadOf(JsonElement ticket) => ticket.GetProperty("tusUrl").GetString()!.Split('/')[^1];

    private static async Task<HttpResponseMessage> EventAsync(LibraryHost host, string body, AuthenticationHeaderValue? authorization, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/storage/events" + query) { Content = new StringContent(body, Encoding.UTF8, "text/plain") };
        request.Headers.Authorization = authorization;
        return await host.Stranger.SendAsync(request, Stop);
    }

    private static string Notification(string form, string key)
    {
        var record = $$$$"""{"eventVersion":"2.1","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"films"},"object":{"key":"{{{{Uri.EscapeDataString(key)}}}}","size":5000}}}""";
        var s3 = $$"""{"Records":[{{record}}]}""";
        return form switch
        {
            "s3" => s3,
            "minio" => $$"""{"EventName":"s3:ObjectCreated:Put","Key":"films/{{key}}","Records":[{{record.Replace("ObjectCreated", "s3:ObjectCreated", StringComparison.Ordinal)}}]}""",
            _ => JsonSerializer.Serialize(new { Type = "Notification", TopicArn = "arn:aws:sns:eu-central-1:123456789012:films", Message = s3 }),
        };
    }
}
