{{- define "sympozium.labels" -}}
app.kubernetes.io/name: sympozium
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "sympozium.selector" -}}
app.kubernetes.io/name: sympozium
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* The packs that an instance or run attaches now and before. A run that inherits the skills of its instance attaches none. */}}
{{- define "sympozium.attached" -}}
failurePolicy: Fail
matchConstraints:
  resourceRules:
    - {apiGroups: [sympozium.ai], apiVersions: ["*"], resources: [agentruns, sympoziuminstances], operations: [CREATE, UPDATE]}
matchConditions:
  - {name: attaches, expression: "size(object.spec.?skills.orValue([])) > 0"}
variables:
  - {name: named, expression: "object.spec.?skills.orValue([]).map(s, s.?skillPackRef.orValue(''))"}
  - {name: before, expression: "oldObject == null ? [] : oldObject.spec.?skills.orValue([]).map(s, s.?skillPackRef.orValue(''))"}
  - {name: texts, expression: "object.spec.?skills.orValue([]).map(s, s.?configMapRef.orValue(''))"}
  - {name: textsBefore, expression: "oldObject == null ? [] : oldObject.spec.?skills.orValue([]).map(s, s.?configMapRef.orValue(''))"}
  - {name: packs, expression: "authorizer.group('sympozium.ai').resource('skillpacks')"}
  - {name: configMaps, expression: "authorizer.group('').resource('configmaps').namespace(object.metadata.namespace)"}
{{- end }}

{{- /* Arguments of the operator. The JVM reads its heap bounds from the image; a native binary takes them as arguments. */}}
{{- define "sympozium.operator.args" -}}
{{- if .Values.image.native -}}
[operator, -Xmx192m, -Xmn40m, "-XX:+ExitOnOutOfMemoryError"]
{{- else -}}
[operator]
{{- end }}
{{- end }}

{{- define "sympozium.operator.resources" -}}
{{- $memory := ternary (list "128Mi" "256Mi") (list "256Mi" "512Mi") .Values.image.native }}
{{- $defaults := dict "requests" (dict "cpu" "100m" "memory" (first $memory)) "limits" (dict "memory" (last $memory)) }}
{{- mustMergeOverwrite $defaults (deepCopy .Values.resources) | toYaml }}
{{- end }}

{{- define "sympozium.operator.securityContext" -}}
runAsNonRoot: true
{{- if not (.Capabilities.APIVersions.Has "security.openshift.io/v1") }}
runAsUser: {{ .Values.runAsUser | int64 }}
runAsGroup: {{ .Values.runAsGroup | int64 }}
{{- end }}
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "sympozium.uninstall.metadata" -}}
labels: {{- include "sympozium.labels" .root | nindent 2 }}
annotations:
  helm.sh/hook: pre-delete
  helm.sh/hook-weight: {{ .weight | quote }}
  helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{- /* Expression: the request comes from the operator. */}}
{{- define "sympozium.operator" -}}
request.userInfo.username == 'system:serviceaccount:{{ .Release.Namespace }}:sympozium-operator'
{{- end }}

{{- /* Expression: the request comes from a granter, as which the operator creates roles and bindings. */}}
{{- define "sympozium.granter" -}}
request.userInfo.username in ['system:serviceaccount:{{ .Release.Namespace }}:sympozium-granter', 'system:serviceaccount:{{ .Release.Namespace }}:sympozium-endpoint-granter']
{{- end }}

{{- /*
Expression: an instance owns an object that is named after it. It decides about objects that exist: the operator must be able to
repair and delete one whose labels were changed. Arguments: "of" is the expression of the object, "suffix" follows the name of the
instance.
*/}}
{{- define "sympozium.endpoint-owned" -}}
{{ .of }}.metadata.?ownerReferences.orValue([]).exists(r, r.kind == 'SympoziumInstance' && r.apiVersion.startsWith('sympozium.ai/')
  && r.?controller.orValue(false) && {{ .of }}.metadata.name == r.name + '{{ .suffix }}')
{{- end }}

{{- /* Expression: a run or instance controls the object that exists. */}}
{{- define "sympozium.controlled" -}}
oldObject.metadata.?ownerReferences.orValue([]).exists(o, o.?controller.orValue(false)
&& o.kind in ['AgentRun', 'SympoziumInstance'] && o.apiVersion.startsWith('sympozium.ai/'))
{{- end }}

{{- /* Expression: the metadata by which the operator and its policies identify the pod of a run or connector does not change. */}}
{{- define "sympozium.run-pod.metadata" -}}
(object.metadata.?labels.orValue({}) == oldObject.metadata.?labels.orValue({})
&& object.metadata.?ownerReferences.orValue([]) == oldObject.metadata.?ownerReferences.orValue([])
&& object.metadata.?finalizers.orValue([]) == oldObject.metadata.?finalizers.orValue([])
&& [object, oldObject].all(o, o.metadata.?annotations.orValue({}).all(k, !k.contains('sympozium.ai/')
  || object.metadata.?annotations[?k] == oldObject.metadata.?annotations[?k])))
{{- end }}

{{- /* Expression: an object is one of an endpoint, with its labels. Arguments as above. */}}
{{- define "sympozium.endpoint-object" -}}
{{ .of }}.metadata.?labels[?'app.kubernetes.io/managed-by'].orValue('') == 'sympozium'
&& {{ .of }}.metadata.?labels[?'sympozium.ai/component'].orValue('') == 'web-endpoint'
&& {{ .of }}.metadata.name == {{ .of }}.metadata.?labels[?'sympozium.ai/instance'].orValue('') + '{{ .suffix }}'
&& {{ include "sympozium.endpoint-owned" . }}
{{- end }}

{{- /* The party of the granter in a policy whose requests it may not send, even if the ceiling includes them. */}}
{{- define "sympozium.granter.denied" -}}
- who: {{ include "sympozium.granter" . | quote }}
  checks:
    - expression: "false"
      message: The granters may only create roles and bindings of runs and endpoints.
{{- end }}

{{- /* Expression: the request comes from an administrator, who could also delete the policy. */}}
{{- define "sympozium.admin" -}}
authorizer.group('admissionregistration.k8s.io').resource('validatingadmissionpolicies').check('delete').allowed()
{{- end }}

{{- /* Expression: name of the object. The request that deletes a collection has no name, for resourceNames either. */}}
{{- define "sympozium.name" -}}
(request.operation == 'DELETE' ? oldObject : object).metadata.name
{{- end }}

{{- /* Expression: the request comes from the garbage collector, which removes owner references and finalizers. */}}
{{- define "sympozium.collector" -}}
request.userInfo.username in ['system:serviceaccount:kube-system:generic-garbage-collector', 'system:kube-controller-manager']
{{- end }}

{{- /* Expression: the request comes from the ServiceAccount of a skill. */}}
{{- define "sympozium.skill" -}}
request.userInfo.username.matches('^system:serviceaccount:[^:]+:sympozium-run-')
{{- end }}

{{- /*
Expression: a skill adds no label to a pod by which Services and network policies select the pods of runs and endpoints, nor changes
one. Arguments: "labels" and "old" are expressions of the labels.
*/}}
{{- define "sympozium.skill.labels" -}}
{{ .labels }}.all(l, !l.startsWith('sympozium.ai/') || (l in {{ .old }} && {{ .old }}[l] == {{ .labels }}[l]))
{{- end }}

{{- define "sympozium.skill.labels.message" -}}
': Skills must not give pods labels with the prefix sympozium.ai/, which select the pods of endpoints. Remove these labels from the pod or its template.'
{{- end }}

{{- /* The binding that activates a policy. */}}
{{- define "sympozium.binding" }}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: sympozium-{{ .name }}
  labels: {{- include "sympozium.labels" .root | nindent 4 }}
spec:
  policyName: sympozium-{{ .name }}
  validationActions: [Deny]
{{- end }}

{{- /*
A policy that denies requests which fail a check of one of its parties (who: checks), and its binding. The checks are repeated
as the policy's match condition. The API server copies the object once to evaluate the condition and three times more if it
matches (validation, message, annotations). An allowed request therefore costs a quarter of the copies. The checks of a party
with "rare: true" are not repeated: they may use variables.
*/}}
{{- define "sympozium.policy" }}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: sympozium-{{ .name }}
  labels: {{- include "sympozium.labels" .root | nindent 4 }}
spec:
  failurePolicy: Fail
  matchConstraints: {{- toYaml .policy.matchConstraints | nindent 4 }}
  matchConditions:
    - name: fails-a-check
      expression: >-
        {{- range $i, $party := .policy.parties }}
        {{ if $i }}|| {{ end }}({{ .who }}{{ if not .rare }} && !(true{{ range .checks }} && ({{ .expression | replace "\n" " " }}){{ end }}){{ end }})
        {{- end }}
  {{- with .policy.variables }}
  variables: {{- toYaml . | nindent 4 }}
  {{- end }}
  validations:
    {{- range $party := .policy.parties }}
    {{- range .checks }}
    {{- list (merge (dict "reason" "Forbidden" "expression" (printf "!(%s) || (%s)" $party.who .expression)) .) | toYaml | nindent 4 }}
    {{- end }}
    {{- end }}
{{- include "sympozium.binding" . }}
{{- end }}

{{- /* The policies of a list of names, each from its definition "sympozium.policy.<name>". */}}
{{- define "sympozium.policies" }}
{{- range .names }}
{{- $policy := include (printf "sympozium.policy.%s" .) $.root | fromYaml }}
{{- if $policy.Error }}{{ fail (printf "sympozium.policy.%s: %s" . $policy.Error) }}{{ end }}
{{- include "sympozium.policy" (dict "name" . "policy" $policy "root" $.root) }}
{{- end }}
{{- end }}
