using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Matinee.Adapters.Remote;
using Matinee.App.Storage;

namespace Matinee.Adapters.S3;

internal sealed class S3Administration(S3Connection connection) : IStoreAdministration
{
    private const string RuleId = "matinee";
    private const int PreflightSeconds = 3600;

    private readonly S3Location _location = connection.Location;
    private readonly IAmazonS3 _client = connection.Client;

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection.Calls.RunAsync("check", 0, stop => _client.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = _location.Bucket, MaxKeys = 1 }, stop), cancellationToken);
        }
        catch (StoreBrokenException e) when (e.InnerException is { } inner && Advice(inner) is { } advice)
        {
            throw new StoreRefusedException($"{_location}: {advice}", e);
        }
    }

    public async Task CreateAsync(CancellationToken cancellationToken) => await connection.Calls.RunAsync("create", 0, async stop =>
    {
        try
        {
            await _client.PutBucketAsync(new PutBucketRequest { BucketName = _location.Bucket }, stop);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "BucketAlreadyOwnedByYou" or "BucketAlreadyExists")
        {
            // A check tells whether it is ours.
        }

        return true;
    }, cancellationToken);

    public async Task AllowOriginsAsync(IReadOnlyList<string> origins, CancellationToken cancellationToken)
    {
        var kept = await RulesAsync(cancellationToken);
        var ours = new CORSRule
        {
            Id = RuleId,
            AllowedOrigins = [.. origins],
            AllowedMethods = ["GET", "HEAD", "PUT"],
            AllowedHeaders = ["*"],
            ExposeHeaders = ["ETag", "Content-Range", "Content-Length", "Accept-Ranges"],
            MaxAgeSeconds = PreflightSeconds,
        };
        var request = new PutCORSConfigurationRequest
        {
            BucketName = _location.Bucket,
            Configuration = new CORSConfiguration { Rules = [.. kept.Where(rule => rule.Id != RuleId), ours] },
        };
        await connection.Calls.RunAsync("put_cors", 0, stop => _client.PutCORSConfigurationAsync(request, stop), cancellationToken);
    }

    public async Task<int> RemoveStalePartsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var removed = 0;
        var request = new ListMultipartUploadsRequest { BucketName = _location.Bucket, Prefix = _location.Prefix.Length == 0 ? null : _location.Prefix + "/" };
        while (true)
        {
            var page = await connection.Calls.RunAsync("list_parts", 0, stop => _client.ListMultipartUploadsAsync(request, stop), cancellationToken);
            foreach (var upload in (page.MultipartUploads ?? []).Where(u => u.Initiated?.ToUniversalTime() < before.UtcDateTime))
            {
                var abort = new AbortMultipartUploadRequest { BucketName = _location.Bucket, Key = upload.Key, UploadId = upload.UploadId };
                await connection.Calls.FindAsync("abort_parts", 0, stop => _client.AbortMultipartUploadAsync(abort, stop), cancellationToken);
                removed++;
            }

            if (page.IsTruncated != true)
                return removed;
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }

    private async Task<List<CORSRule>> RulesAsync(CancellationToken cancellationToken)
    {
        var found = await connection.Calls.FindAsync("get_cors", 0, stop =>
            _client.GetCORSConfigurationAsync(new GetCORSConfigurationRequest { BucketName = _location.Bucket }, stop), cancellationToken);
        return found?.Configuration?.Rules ?? [];
    }

    private string? Advice(Exception e) => e is not AmazonServiceException said
        ? e is not AmazonClientException ? null : "there are no credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where Amazon's chain finds some (instance role, web identity)."
        : (said.ErrorCode, said.StatusCode) switch
        {
            ("NoSuchBucket", _) => $"there is no bucket {_location.Bucket}. Create it (aws s3api create-bucket --bucket {_location.Bucket}), or name another with S3_BUCKET or STORAGE_URL.",
            ("InvalidAccessKeyId", _) => $"the store does not know {_location.Keys}. Check AWS_ACCESS_KEY_ID and that it belongs to this endpoint.",
            ("SignatureDoesNotMatch", _) => $"the secret of {_location.Keys} is not the right one. Check AWS_SECRET_ACCESS_KEY.",
            ("RequestTimeTooSkewed", _) => "the clock of this machine is wrong by more than 15 minutes. Set it.",
            ("AuthorizationHeaderMalformed" or "PermanentRedirect" or "IllegalLocationConstraintException", _) => $"the bucket is not in the region {_location.Region}. Set AWS_REGION: {said.Message}",
            (_, HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect) => $"the bucket is not in the region {_location.Region}, or not at this endpoint. Set AWS_REGION.",
            (_, HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized) =>
                $"access is denied ({said.ErrorCode}). The keys need s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload on its objects.",
            (_, >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError) => $"it refused with {(int)said.StatusCode} {said.ErrorCode}: {said.Message}",
            _ => null,
        };
}
