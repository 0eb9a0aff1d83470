package store

import (
	"context"
	"errors"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
	gcaws "gocloud.dev/aws"
	"gocloud.dev/blob/azureblob"
	"gocloud.dev/blob/gcsblob"
	"gocloud.dev/blob/s3blob"
	"gocloud.dev/gcp"
	"google.golang.org/api/googleapi"
)

// openS3 opens a bucket of S3, or of a store that speaks as S3 does. The credentials come as in every tool of AWS: from
// variables, files of a profile, a role of the pod or of the machine. gocloud's own opener would take neither
// AWS_MAX_ATTEMPTS nor our logger: the one of the library writes to the standard error.
func openS3(ctx context.Context, a address) (home, error) {
	ours := map[string]string{}
	theirs := url.Values{}
	for name, values := range a.settings {
		if slices.Contains(settingsOfS3(), name) {
			ours[name] = values[0]
		} else {
			theirs[name] = values
		}
	}
	config, err := gcaws.V2ConfigFromURLParams(ctx, theirs)
	if err != nil {
		return nil, &Error{Reason: ErrAddress, Detail: badSetting(err, theirs), Cure: cureS3}
	}
	config.Logger, config.Retryer = logging.Nop{}, nil
	if n, err := strconv.Atoi(os.Getenv("AWS_MAX_ATTEMPTS")); err == nil && n > 0 {
		config.RetryMaxAttempts = n
	}
	client := s3.NewFromConfig(config, func(o *s3.Options) {
		o.UsePathStyle = ours["use_path_style"] == "true"
		o.UseAccelerate = ours["accelerate"] == "true"
	})
	b, err := s3blob.OpenBucket(ctx, client, a.host, &s3blob.Options{
		EncryptionType:             types.ServerSideEncryption(ours["ssetype"]),
		KMSEncryptionID:            ours["kmskeyid"],
		RequestChecksumCalculation: config.RequestChecksumCalculation,
	})
	if err != nil {
		return nil, &Error{Reason: ErrAddress, Cure: cureS3}
	}
	return &bucket{b: prefixed(b, a), conditional: ours[conditional] != "false", words: wordsOfS3}, nil
}

// settingsOfS3 are those that gocloud does not take from us.
func settingsOfS3() []string {
	return []string{"use_path_style", "accelerate", "ssetype", "kmskeyid", conditional}
}

// badSetting names the setting that an error is about.
func badSetting(err error, settings url.Values) string {
	for name := range settings {
		if strings.Contains(err.Error(), `"`+name+`"`) || strings.Contains(err.Error(), name+":") {
			return "the setting " + name + " has a wrong value"
		}
	}
	return ""
}

func wordsOfS3(err error) (w words) {
	var api smithy.APIError
	if errors.As(err, &api) {
		w.code = harmless(api.ErrorCode())
	}
	var answer *awshttp.ResponseError
	if errors.As(err, &answer) {
		w.status = answer.HTTPStatusCode()
	}
	switch text := err.Error(); {
	case strings.HasPrefix(w.code, "ExpiredToken"), w.code == "InvalidToken":
		w.reason, w.cure = ErrCredentials, cureS3Login
	case w.code == "AuthorizationHeaderMalformed", w.code == "PermanentRedirect":
		w.reason, w.cure = ErrAddress, cureRegion
	case w.status != 0:
	case strings.Contains(text, "Invalid region"), strings.Contains(text, "Missing Region"), strings.Contains(text, "ARN region"):
		w.code, w.reason, w.cure = "no region", ErrAddress, cureRegion
	case strings.Contains(text, "get credentials"), strings.Contains(text, "get identity"):
		w.code, w.reason, w.cure = "no credentials", ErrCredentials, cureS3Login
	}
	return w
}

// openGoogle opens a bucket of Google Cloud Storage with the default credentials of the machine. The opener of gocloud
// prints to the standard output if there are none, so it is not used.
func openGoogle(ctx context.Context, a address) (home, error) {
	client := gcp.NewAnonymousHTTPClient(gcp.DefaultTransport())
	if a.settings.Get("anonymous") != "true" && os.Getenv("STORAGE_EMULATOR_HOST") == "" {
		found, err := gcp.DefaultCredentials(ctx)
		if err == nil {
			client, err = gcp.NewHTTPClient(gcp.DefaultTransport(), found.TokenSource)
		}
		if err != nil {
			return nil, &Error{Reason: ErrCredentials, Cure: cureGoogleLogin}
		}
	}
	b, err := gcsblob.OpenBucket(ctx, client, a.host, nil)
	if err != nil {
		return nil, &Error{Reason: ErrAddress, Cure: cureAddress}
	}
	return &bucket{b: prefixed(b, a), conditional: true, words: wordsOfGoogle}, nil
}

func wordsOfGoogle(err error) (w words) {
	var api *googleapi.Error
	if errors.As(err, &api) {
		w.status = api.Code
		if len(api.Errors) > 0 {
			w.code = harmless(api.Errors[0].Reason)
		}
	}
	if text := err.Error(); w.status == 0 && (strings.Contains(text, "oauth2") || strings.Contains(text, "token") || strings.Contains(text, "private key")) {
		w.code, w.reason, w.cure = "no token", ErrCredentials, cureGoogleLogin
	}
	return w
}

// openAzure opens a container of Azure Blob Storage. The account and the credentials come from AZURE_STORAGE_… and AZURE_…,
// as in every tool of Azure.
func openAzure(ctx context.Context, a address) (home, error) {
	opener := &azureblob.URLOpener{MakeClient: azureblob.NewDefaultClient, ServiceURLOptions: *azureblob.NewDefaultServiceURLOptions()}
	b, err := opener.OpenBucketURL(ctx, &url.URL{Scheme: "azblob", Host: a.host, RawQuery: a.settings.Encode()})
	switch {
	case err == nil:
		return &bucket{b: prefixed(b, a), conditional: true, words: wordsOfAzure}, nil
	case strings.Contains(err.Error(), "AccountName"):
		return nil, &Error{Reason: ErrAddress, Detail: "it names no account", Cure: cureAzureAccount}
	case strings.Contains(err.Error(), "redential") || strings.Contains(err.Error(), "connection string"):
		return nil, &Error{Reason: ErrCredentials, Cure: cureAzureLogin}
	}
	return nil, &Error{Reason: ErrAddress, Cure: cureAzure}
}

func wordsOfAzure(err error) (w words) {
	var api *azcore.ResponseError
	if errors.As(err, &api) {
		w.code, w.status = harmless(api.ErrorCode), api.StatusCode
	}
	if w.status == 0 && strings.Contains(err.Error(), "Credential") {
		w.code, w.reason, w.cure = "no credentials", ErrCredentials, cureAzureLogin
	}
	return w
}
