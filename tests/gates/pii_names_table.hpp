// Names of columns as real schemas have them, each with the kind of personal data that a person sees in it: the
// yardstick of judge_name(). Labels were made by reading, before any rule was tuned to them; what depends on a policy
// (cities, postcodes, logins, gender, salary) is left out.
#pragma once

#include <array>
#include <string_view>

namespace tollgate::tests {

struct LabelledNames {
  std::string_view origin;
  std::string_view table;    ///< empty: not known
  std::string_view entity;   ///< any of these, separated by `|`; empty: no personal data
  std::string_view columns;  ///< separated by blanks; a type may follow after a colon, `_` stands for a blank in it
};

inline constexpr auto labelled_names = std::to_array<LabelledNames>({
    // Mastodon
    {"mastodon", "accounts", "",
     "domain public_key uri url note:text avatar_file_name avatar_content_type header_remote_url inbox_url "
     "shared_inbox_url followers_url actor_type moved_to_account_id:bigint protocol:integer memorial:boolean "
     "silenced_at:timestamp suspended_at:timestamp featured_collection_url last_webfingered_at:timestamp "
     "trust_level:integer"},
    {"mastodon", "accounts", "SECRET", "private_key:text"},
    {"mastodon", "accounts", "PERSON_NAME", "display_name:character_varying"},
    {"mastodon", "users", "EMAIL", "email unconfirmed_email"},
    {"mastodon", "users", "SECRET",
     "encrypted_password reset_password_token confirmation_token otp_secret encrypted_otp_secret otp_backup_codes "
     "sign_in_token"},
    {"mastodon", "users", "IP_ADDRESS", "sign_up_ip:inet current_sign_in_ip:inet"},
    {"mastodon", "users", "",
     "reset_password_sent_at:timestamp sign_in_count:integer confirmation_sent_at:timestamp locale "
     "last_emailed_at:timestamp consumed_timestep:integer otp_required_for_login:boolean chosen_languages "
     "invite_id:bigint sign_in_token_sent_at:timestamp webauthn_id created_by_application_id role_id"},
    {"mastodon", "oauth_access_tokens", "SECRET", "token refresh_token"},
    {"mastodon", "oauth_access_tokens", "", "expires_in:integer scopes resource_owner_id application_id revoked_at"},
    {"mastodon", "oauth_applications", "SECRET", "secret"},
    {"mastodon", "oauth_applications", "", "redirect_uri website owner_type confidential"},
    {"mastodon", "login_activities", "IP_ADDRESS", "ip:inet"},
    {"mastodon", "login_activities", "", "authentication_method provider failure_reason user_agent success"},
    {"mastodon", "canonical_email_blocks", "", "canonical_email_hash reference_account_id"},
    {"mastodon", "media_attachments", "",
     "file_file_name file_content_type remote_url blurhash thumbnail_file_name shortcode file_meta"},
    {"mastodon", "email_domain_blocks", "", "domain allow_with_approval"},
    {"mastodon", "custom_emojis", "", "image_file_name visible_in_picker image_remote_url"},
    {"mastodon", "statuses", "",
     "text spoiler_text sensitive in_reply_to_account_id conversation_id ordered_media_attachment_ids"},
    // AdventureWorks
    {"adventureworks", "Person.Person", "PERSON_NAME", "FirstName MiddleName LastName"},
    {"adventureworks", "Person.Person", "",
     "BusinessEntityID PersonType NameStyle:boolean EmailPromotion:integer rowguid:uuid ModifiedDate:timestamp"},
    {"adventureworks", "Person.Password", "SECRET", "PasswordHash PasswordSalt"},
    {"adventureworks", "Person.EmailAddress", "EMAIL", "EmailAddress"},
    {"adventureworks", "Person.EmailAddress", "", "EmailAddressID:integer"},
    {"adventureworks", "Person.Address", "ADDRESS", "AddressLine1 AddressLine2"},
    {"adventureworks", "Person.Address", "", "AddressID StateProvinceID"},
    {"adventureworks", "Person.PersonPhone", "PHONE", "PhoneNumber"},
    {"adventureworks", "Person.PersonPhone", "", "PhoneNumberTypeID:integer"},
    {"adventureworks", "Sales.CreditCard", "CREDIT_CARD", "CardNumber"},
    {"adventureworks", "Sales.CreditCard", "", "CreditCardID:integer CardType ExpMonth:smallint ExpYear:smallint"},
    {"adventureworks", "Sales.SalesOrderHeader", "",
     "CreditCardApprovalCode PurchaseOrderNumber SalesOrderNumber BillToAddressID:integer ShipToAddressID:integer "
     "ShipMethodID OnlineOrderFlag TaxAmt:numeric RevisionNumber:smallint"},
    {"adventureworks", "HumanResources.Employee", "NATIONAL_ID", "NationalIDNumber"},
    {"adventureworks", "HumanResources.Employee", "DATE_OF_BIRTH", "BirthDate:date"},
    {"adventureworks", "HumanResources.Employee", "",
     "JobTitle HireDate:date SalariedFlag VacationHours:smallint SickLeaveHours OrganizationLevel CurrentFlag"},
    {"adventureworks", "DimEmployee", "PERSON_NAME", "EmergencyContactName"},
    {"adventureworks", "DimEmployee", "PHONE", "EmergencyContactPhone"},
    {"adventureworks", "DimEmployee", "NATIONAL_ID", "EmployeeNationalIDAlternateKey"},
    {"adventureworks", "DimCustomer", "",
     "CustomerAlternateKey DateFirstPurchase:date CommuteDistance EnglishEducation NumberCarsOwned HouseOwnerFlag "
     "TotalChildren"},
    {"adventureworks", "Production.ProductReview", "PERSON_NAME", "ReviewerName"},
    {"adventureworks", "Production.Product", "",
     "Name ProductNumber SafetyStockLevel ReorderPoint StandardCost ListPrice ProductLine SellStartDate"},
    {"adventureworks", "Sales.Store", "", "Name SalesPersonID Demographics"},
    {"adventureworks", "Purchasing.Vendor", "",
     "Name PurchasingWebServiceURL CreditRating PreferredVendorStatus ActiveFlag"},
    {"adventureworks", "Production.Document", "",
     "FileName FileExtension Revision ChangeNumber FolderFlag DocumentSummary"},
    // Northwind, Sakila, Chinook
    {"northwind", "customers", "", "customer_id company_name contact_title"},
    {"northwind", "customers", "PERSON_NAME", "contact_name"},
    {"northwind", "customers", "ADDRESS", "address"},
    {"northwind", "customers", "PHONE", "phone fax"},
    {"northwind", "employees", "PERSON_NAME", "last_name first_name"},
    {"northwind", "employees", "DATE_OF_BIRTH", "birth_date:date"},
    {"northwind", "employees", "PHONE", "home_phone"},
    {"northwind", "employees", "", "hire_date photo_path notes reports_to"},
    {"northwind", "orders", "ADDRESS", "ship_address"},
    {"northwind", "orders", "", "ship_via freight shipped_date required_date employee_id"},
    {"northwind", "products", "", "product_name quantity_per_unit units_in_stock discontinued"},
    {"sakila", "customer", "PERSON_NAME", "first_name last_name"},
    {"sakila", "customer", "EMAIL", "email"},
    {"sakila", "customer", "", "store_id address_id activebool:boolean create_date last_update"},
    {"sakila", "staff", "SECRET", "password"},
    {"sakila", "address", "ADDRESS", "address address2"},
    {"sakila", "address", "PHONE", "phone"},
    {"sakila", "film", "",
     "title description release_year rental_rate special_features fulltext:tsvector replacement_cost length rating"},
    {"sakila", "category", "", "name category_id"},
    {"sakila", "language", "", "name"},
    {"sakila", "store", "", "manager_staff_id"},
    {"chinook", "Customer", "PERSON_NAME", "FirstName LastName"},
    {"chinook", "Customer", "PHONE", "Phone Fax"},
    {"chinook", "Customer", "ADDRESS", "Address"},
    {"chinook", "Customer", "", "Company SupportRepId CustomerId"},
    {"chinook", "Invoice", "ADDRESS", "BillingAddress"},
    {"chinook", "Track", "", "Name MediaTypeId GenreId Milliseconds Bytes UnitPrice"},
    {"chinook", "Playlist", "", "Name"},
    // Salesforce
    {"salesforce", "contact", "PERSON_NAME", "FirstName LastName AssistantName"},
    {"salesforce", "contact", "ADDRESS", "MailingStreet OtherStreet"},
    {"salesforce", "contact", "PHONE", "Phone Fax MobilePhone HomePhone OtherPhone AssistantPhone"},
    {"salesforce", "contact", "EMAIL", "Email"},
    {"salesforce", "contact", "DATE_OF_BIRTH", "Birthdate:date"},
    {"salesforce", "contact", "",
     "Title Department LeadSource OwnerId HasOptedOutOfEmail:boolean HasOptedOutOfFax DoNotCall EmailBouncedReason "
     "EmailBouncedDate IsEmailBounced PhotoUrl ReportsToId LastActivityDate SystemModstamp LastCURequestDate"},
    {"salesforce", "account", "ADDRESS", "BillingStreet ShippingStreet PersonMailingStreet"},
    {"salesforce", "account", "EMAIL", "PersonEmail"},
    {"salesforce", "account", "PHONE", "PersonMobilePhone PersonHomePhone"},
    {"salesforce", "account", "DATE_OF_BIRTH", "PersonBirthdate"},
    {"salesforce", "account", "",
     "TickerSymbol Website NumberOfEmployees AnnualRevenue Industry NaicsCode Rating Ownership AccountSource "
     "CleanStatus ParentId"},
    {"salesforce", "lead", "ADDRESS", "Street"},
    {"salesforce", "lead", "US_SSN|NATIONAL_ID", "SSN__c"},
    {"salesforce", "lead", "DATE_OF_BIRTH", "Date_of_Birth__c:date"},
    {"salesforce", "lead", "DRIVER_LICENSE", "Drivers_License__c Driver_License_Number__c"},
    {"salesforce", "lead", "PASSPORT", "Passport_Number__c"},
    {"salesforce", "lead", "",
     "Company ConvertedDate IsConverted LeadSource Email_Opt_In__c Product_Interest__c Region__c"},
    {"salesforce", "user", "",
     "TimeZoneSidKey LocaleSidKey EmailEncodingKey LanguageLocaleKey UserPermissionsMobileUser EmailPreferencesAutoBcc "
     "ProfileId CallCenterId"},
    {"salesforce", "user", "EMAIL", "SenderEmail"},
    {"salesforce", "user", "PERSON_NAME", "SenderName"},
    {"salesforce", "case", "EMAIL", "SuppliedEmail ContactEmail"},
    {"salesforce", "case", "PERSON_NAME", "SuppliedName"},
    {"salesforce", "case", "PHONE", "SuppliedPhone ContactPhone ContactMobile ContactFax"},
    {"salesforce", "case", "", "SuppliedCompany CaseNumber Subject Origin IsEscalated"},
    {"salesforce", "login_history", "IP_ADDRESS", "SourceIp"},
    {"salesforce", "login_history", "", "LoginUrl Browser Platform CipherSuite LoginGeoId ApiVersion"},
    {"salesforce", "opportunity", "", "Name StageName ForecastCategoryName CampaignId CloseDate NextStep"},
    // Stripe
    {"stripe", "customer", "EMAIL", "email"},
    {"stripe", "customer", "PHONE", "phone shipping_phone"},
    {"stripe", "customer", "ADDRESS", "address_line1 address_line2 shipping_address_line1"},
    {"stripe", "customer", "PERSON_NAME", "shipping_name"},
    {"stripe", "customer", "",
     "balance currency default_source delinquent invoice_prefix livemode tax_exempt address_country"},
    {"stripe", "charge", "EMAIL", "receipt_email billing_details_email"},
    {"stripe", "charge", "PERSON_NAME", "billing_details_name"},
    {"stripe", "charge", "PHONE", "billing_details_phone"},
    {"stripe", "charge", "",
     "receipt_number receipt_url card_last4 card_brand card_country card_exp_month card_fingerprint card_funding "
     "statement_descriptor failure_code payment_method_id balance_transaction_id cvc_check address_zip_check "
     "address_line1_check amount_refunded card_network"},
    {"stripe", "payment_intent", "SECRET", "client_secret"},
    {"stripe", "bank_account", "PERSON_NAME", "account_holder_name"},
    {"stripe", "bank_account", "", "account_holder_type bank_name last4 fingerprint status default_for_currency"},
    {"stripe", "webhook_endpoint", "SECRET", "secret"},
    {"stripe", "event", "", "api_version request_idempotency_key pending_webhooks"},
    // Shopify
    {"shopify", "customer", "EMAIL", "email"},
    {"shopify", "customer", "PERSON_NAME", "first_name last_name"},
    {"shopify", "customer", "",
     "orders_count:integer total_spent verified_email:boolean accepts_marketing email_marketing_consent_state "
     "default_address_id sms_marketing_consent_opt_in_level"},
    {"shopify", "customer_address", "ADDRESS", "address1 address2"},
    {"shopify", "customer_address", "", "company province_code country_code is_default"},
    {"shopify", "order", "IP_ADDRESS", "browser_ip"},
    {"shopify", "order", "EMAIL", "contact_email"},
    {"shopify", "order", "PERSON_NAME",
     "billing_address_first_name billing_address_last_name shipping_address_name shipping_address_last_name"},
    {"shopify", "order", "ADDRESS", "billing_address_address_1 shipping_address_address_2"},
    {"shopify", "order", "PHONE", "billing_address_phone shipping_address_phone"},
    {"shopify", "order", "CREDIT_CARD", "payment_details_credit_card_number"},
    {"shopify", "order", "",
     "client_details_user_agent order_number order_status_url source_name processing_method "
     "payment_details_credit_card_bin payment_details_credit_card_company payment_details_cvv_result_code "
     "payment_details_avs_result_code total_tip_received referring_site landing_site_base_url fulfillment_status"},
    {"shopify", "product", "",
     "title vendor handle product_type published_scope sku barcode harmonized_system_code inventory_item_id "
     "compare_at_price"},
    {"shopify", "fulfillment", "", "tracking_company tracking_numbers tracking_urls shipment_status service"},
    // HubSpot
    {"hubspot", "contact", "EMAIL", "property_email property_work_email"},
    {"hubspot", "contact", "PERSON_NAME", "property_firstname property_lastname"},
    {"hubspot", "contact", "PHONE", "property_phone property_mobilephone property_fax"},
    {"hubspot", "contact", "DATE_OF_BIRTH", "property_date_of_birth"},
    {"hubspot", "contact", "ADDRESS", "property_address"},
    {"hubspot", "contact", "",
     "property_hs_email_domain property_hs_email_bounce property_hs_email_last_send_date property_hs_email_optout "
     "property_company property_hs_ip_timezone property_ip_city property_ip_country property_ip_country_code "
     "property_lifecyclestage property_associatedcompanyid property_jobtitle property_num_contacted_notes "
     "property_hs_analytics_source property_hs_lead_status"},
    {"hubspot", "email_campaign", "", "app_id content_id num_included num_queued subject sub_type app_name"},
    // Jaffle shop and other dbt projects
    {"jaffle", "customers", "PERSON_NAME", "customer_name"},
    {"jaffle", "customers", "",
     "customer_id first_order most_recent_order number_of_orders customer_lifetime_value lifetime_spend_pretax "
     "customer_type count_lifetime_orders first_ordered_at"},
    {"jaffle", "orders", "",
     "payment_method credit_card_amount coupon_amount bank_transfer_amount gift_card_amount location_name product_name "
     "supply_name is_perishable_supply order_total tax_paid"},
    {"dbt", "", "",
     "_fivetran_synced _airbyte_extracted_at dbt_valid_from dbt_scd_id dbt_updated_at surrogate_key customer_key "
     "dim_customer_sk row_number session_duration_seconds pageviews utm_source utm_campaign channel_grouping "
     "first_touch_channel is_active_customer customers_total new_customers churned_users mrr_amount email_revenue "
     "emails_delivered sms_cost phone_orders_amount mobile_revenue_share name_match_score address_match_type "
     "contact_rate customer_segment_name account_manager_id account_tier billing_country shipping_country order_name"},
    // GitLab
    {"gitlab", "users", "EMAIL", "notification_email public_email commit_email"},
    {"gitlab", "users", "IP_ADDRESS", "last_sign_in_ip email_opted_in_ip"},
    {"gitlab", "users", "SECRET", "unlock_token feed_token incoming_email_token static_object_token"},
    {"gitlab", "users", "",
     "admin:boolean projects_limit failed_attempts private_profile:boolean email_opted_in:boolean "
     "email_opted_in_source_id website_url two_factor_grace_period password_automatically_set:boolean "
     "password_expires_at last_activity_on color_scheme_id"},
    {"gitlab", "projects", "SECRET", "runners_token"},
    {"gitlab", "application_settings", "SECRET", "akismet_api_key recaptcha_private_key health_check_access_token"},
    {"gitlab", "application_settings", "",
     "max_personal_access_token_lifetime minimum_password_length rsa_key_restriction "
     "password_authentication_enabled_for_web default_branch_name email_restrictions_enabled "
     "require_two_factor_authentication"},
    {"gitlab", "audit_events", "IP_ADDRESS", "ip_address:inet"},
    {"gitlab", "audit_events", "PERSON_NAME", "author_name"},
    {"gitlab", "audit_events", "", "entity_path target_details entity_type target_type"},
    {"gitlab", "phone_number_validations", "PHONE", "phone_number"},
    {"gitlab", "phone_number_validations", "",
     "risk_score international_dial_code telesign_reference_xid validated_at"},
    {"gitlab", "credit_card_validations", "PERSON_NAME", "holder_name"},
    {"gitlab", "credit_card_validations", "",
     "last_digits holder_name_hash expiration_date network credit_card_validated_at"},
    {"gitlab", "members", "EMAIL", "invite_email"},
    {"gitlab", "protected_branches", "", "name code_owner_approval_required"},
    {"gitlab", "keys", "", "fingerprint fingerprint_sha256 usage_type"},
    // Odoo
    {"odoo", "res_partner", "ADDRESS", "street street2 contact_address"},
    {"odoo", "res_partner", "EMAIL", "email email_normalized"},
    {"odoo", "res_partner", "PHONE", "phone mobile"},
    {"odoo", "res_partner", "SECRET", "signup_token"},
    {"odoo", "res_partner", "",
     "lang tz is_company:boolean commercial_company_name company_name signup_type signup_expiration partner_share "
     "color message_bounce website function"},
    {"odoo", "res_users", "SECRET", "password totp_secret"},
    {"odoo", "hr_employee", "DATE_OF_BIRTH", "birthday:date spouse_birthdate:date"},
    {"odoo", "hr_employee", "US_SSN|NATIONAL_ID", "ssnid"},
    {"odoo", "hr_employee", "PHONE", "work_phone mobile_phone private_phone emergency_phone"},
    {"odoo", "hr_employee", "EMAIL", "work_email private_email"},
    {"odoo", "hr_employee", "ADDRESS", "private_street"},
    {"odoo", "hr_employee", "PERSON_NAME", "spouse_complete_name emergency_contact"},
    {"odoo", "hr_employee", "",
     "bank_account_id:integer country_of_birth:integer study_school km_home_work:integer children:integer job_title "
     "certificate resource_calendar_id address_home_id:integer"},
    {"odoo", "res_partner_bank", "BANK_ACCOUNT|IBAN", "acc_number"},
    {"odoo", "res_partner_bank", "PERSON_NAME", "acc_holder_name"},
    {"odoo", "res_partner_bank", "", "acc_type bank_id bank_bic allow_out_payment:boolean"},
    // SAP
    {"sap", "ADRC", "PERSON_NAME", "NAME_FIRST NAME_LAST"},
    {"sap", "ADRC", "PHONE", "TEL_NUMBER FAX_NUMBER MOB_NUMBER"},
    {"sap", "ADRC", "ADDRESS", "STREET HOUSE_NUM1"},
    {"sap", "ADR6", "EMAIL", "SMTP_ADDR"},
    {"sap", "KNA1", "PHONE", "TELF1 TELFX"},
    {"sap", "KNA1", "ADDRESS", "STRAS"},
    {"sap", "KNA1", "", "KUNNR KTOKD ERDAT BUKRS WAERS LAND1 REGIO SPRAS BRSCH"},
    {"sap", "PA0002", "PERSON_NAME", "VORNA NACHN"},
    {"sap", "PA0002", "DATE_OF_BIRTH", "GBDAT"},
    {"sap", "PA0009", "BANK_ACCOUNT|IBAN", "BANKN IBAN"},
    {"sap", "VBAK", "", "VBELN AUART VKORG NETWR MATNR KWMENG POSNR"},
    // German
    {"de", "", "PERSON_NAME",
     "Vorname Nachname Familienname Kontoinhaber Ansprechpartner Geburtsname Mitarbeitername Kundenname "
     "vollstaendiger_name"},
    {"de", "", "ADDRESS",
     "Strasse Straße Hausnr Hausnummer Anschrift Rechnungsadresse Lieferadresse Lieferanschrift Wohnadresse"},
    {"de", "", "PHONE",
     "Telefon Telefax Mobil Mobiltelefon Handynummer Rufnummer Telefonnummer Tel_privat Festnetznummer"},
    {"de", "", "EMAIL", "EMail E_Mail_Adresse Mailadresse kunden_email"},
    {"de", "", "DATE_OF_BIRTH", "Geburtsdatum Geburtstag geb_datum GebDat"},
    {"de", "", "BANK_ACCOUNT|IBAN", "Kontonummer KontoNr Bankkonto"},
    {"de", "", "NATIONAL_ID",
     "Steuernummer SteuerID Sozialversicherungsnummer Personalausweisnummer steuer_identifikationsnummer "
     "Rentenversicherungsnummer"},
    {"de", "", "PASSPORT", "Reisepassnummer Passnummer"},
    {"de", "", "DRIVER_LICENSE", "Fuehrerscheinnummer Führerscheinnr"},
    {"de", "", "HEALTH_BIO|NATIONAL_ID", "Krankenversicherungsnummer Versichertennummer"},
    {"de", "", "CREDIT_CARD", "Kreditkartennummer Kreditkarte_Nr"},
    {"de", "", "SECRET", "Passwort Kennwort Passwort_Hash"},
    {"de", "", "IP_ADDRESS", "IP_Adresse"},
    {"de", "", "",
     "Anrede Firma Kundennummer Kundennr Rechnungsnummer Artikelnummer Artikelname Bezeichnung Anzahl_Mitarbeiter "
     "Telefon_bestaetigt email_versendet_am Adresstyp Adress_ID Lieferdatum Bestelldatum Produktname Dateiname "
     "Firmenname Laendername Ansprechpartner_ID Kartentyp Straßentyp Passwort_geaendert_am Zahlungsart Umsatz "
     "Bestellnummer Lieferantennummer Kontotyp Kundengruppe Namespace"},
    // French
    {"fr", "", "PERSON_NAME",
     "prenom prénom nom_de_famille nom_complet nom_client nom_jeune_fille nom_prenom nom_usage prenom_salarie"},
    {"fr", "", "ADDRESS", "adresse adresse_livraison rue adresse_postale adresse_facturation"},
    {"fr", "", "EMAIL", "courriel adresse_mail adresse_courriel mail_client"},
    {"fr", "", "PHONE", "telephone telephone_portable num_tel numero_telephone téléphone_fixe tel_mobile telecopie"},
    {"fr", "", "DATE_OF_BIRTH", "date_naissance date_de_naissance"},
    {"fr", "", "SECRET", "mot_de_passe mdp"},
    {"fr", "", "NATIONAL_ID", "numero_securite_sociale num_secu numero_fiscal"},
    {"fr", "", "CREDIT_CARD", "numero_carte_bancaire numero_carte num_cb"},
    {"fr", "", "BANK_ACCOUNT|IBAN", "rib numero_compte compte_bancaire"},
    {"fr", "", "PASSPORT", "numero_passeport"},
    {"fr", "", "DRIVER_LICENSE", "permis_conduire numero_permis_conduire"},
    {"fr", "", "IP_ADDRESS", "adresse_ip"},
    {"fr", "", "",
     "raison_sociale nom_produit nom_fichier date_commande nb_commandes type_adresse nom_societe nom_entreprise "
     "telephone_verifie date_envoi_email montant_total prix_unitaire id_adresse nom_magasin statut_compte "
     "numero_commande libelle type_carte nom_ville nb_appels date_expiration_carte numero_facture code_produit"},
    // Spanish
    {"es", "", "PERSON_NAME",
     "nombre_cliente apellidos primer_apellido segundo_apellido apellido_materno nombre_completo nombres_y_apellidos "
     "nombre_paciente"},
    {"es", "", "ADDRESS", "direccion calle domicilio direccion_envio dirección_facturación"},
    {"es", "", "EMAIL", "correo_electronico correo email_cliente correo_cliente"},
    {"es", "", "PHONE", "telefono telefono_movil celular teléfono_fijo numero_telefono num_celular"},
    {"es", "", "DATE_OF_BIRTH", "fecha_nacimiento fecha_de_nacimiento fec_nac"},
    {"es", "", "NATIONAL_ID", "dni curp cedula numero_seguridad_social nif_cliente documento_identidad"},
    {"es", "", "CREDIT_CARD", "numero_tarjeta tarjeta_credito"},
    {"es", "", "BANK_ACCOUNT|IBAN", "cuenta_bancaria numero_cuenta"},
    {"es", "", "SECRET", "contrasena contraseña"},
    {"es", "", "PASSPORT", "pasaporte numero_pasaporte"},
    {"es", "", "DRIVER_LICENSE", "licencia_conducir carnet_conducir"},
    {"es", "", "IP_ADDRESS", "direccion_ip"},
    {"es", "", "",
     "razon_social nombre_producto fecha_pedido cantidad precio tipo_direccion telefono_verificado numero_pedido "
     "nombre_empresa id_direccion nombre_archivo estado_cuenta tipo_tarjeta fecha_envio_correo nombre_tienda "
     "importe_total numero_factura nombre_categoria fecha_alta tipo_cuenta"},
    // Italian
    {"it", "", "PERSON_NAME", "cognome nome_completo nome_cliente nome_cognome nominativo"},
    {"it", "", "ADDRESS", "indirizzo indirizzo_spedizione indirizzo_residenza numero_civico"},
    {"it", "", "EMAIL", "indirizzo_email posta_elettronica email_cliente"},
    {"it", "", "PHONE", "telefono cellulare numero_cellulare numero_telefono"},
    {"it", "", "DATE_OF_BIRTH", "data_nascita data_di_nascita"},
    {"it", "", "NATIONAL_ID", "codice_fiscale cod_fiscale codicefiscale"},
    {"it", "", "BANK_ACCOUNT|IBAN", "conto_corrente numero_conto"},
    {"it", "", "CREDIT_CARD", "numero_carta carta_credito"},
    {"it", "", "PASSPORT", "passaporto"},
    {"it", "", "DRIVER_LICENSE", "numero_patente"},
    {"it", "", "IP_ADDRESS", "indirizzo_ip"},
    {"it", "", "",
     "ragione_sociale nome_prodotto data_ordine tipo_indirizzo quantita nome_azienda numero_ordine telefono_verificato "
     "nome_file id_indirizzo importo tipo_carta stato_ordine nome_negozio codice_prodotto data_consegna"},
    // Portuguese
    {"pt", "", "PERSON_NAME", "sobrenome nome_completo nome_mae nome_cliente apelido primeiro_nome"},
    {"pt", "", "ADDRESS", "endereco logradouro morada endereco_entrega endereço_residencial"},
    {"pt", "", "PHONE", "telefone celular telemovel numero_telefone"},
    {"pt", "", "EMAIL", "email_cliente endereco_email correio_eletronico"},
    {"pt", "", "DATE_OF_BIRTH", "data_nascimento dt_nascimento data_de_nascimento"},
    {"pt", "", "NATIONAL_ID", "cpf nr_cpf cpf_cliente"},
    {"pt", "", "DRIVER_LICENSE", "cnh numero_cnh carta_conducao"},
    {"pt", "", "CREDIT_CARD", "numero_cartao cartao_credito"},
    {"pt", "", "BANK_ACCOUNT|IBAN", "conta_bancaria numero_conta"},
    {"pt", "", "SECRET", "senha senha_hash palavra_passe"},
    {"pt", "", "",
     "nome_produto nome_fantasia razao_social data_pedido email_verificado cnpj quantidade valor_total tipo_endereco "
     "nome_loja id_endereco nome_arquivo status_conta numero_pedido tipo_telefone dt_cadastro qtd_itens nome_empresa"},
    // Dutch
    {"nl", "", "PERSON_NAME", "voornaam achternaam klantnaam volledige_naam contactpersoon"},
    {"nl", "", "ADDRESS", "adres straatnaam straat huisnummer afleveradres factuuradres"},
    {"nl", "", "PHONE", "telefoonnummer mobiel telefoon mobiel_nummer"},
    {"nl", "", "EMAIL", "emailadres e_mailadres klant_email"},
    {"nl", "", "DATE_OF_BIRTH", "geboortedatum"},
    {"nl", "", "NATIONAL_ID", "bsn burgerservicenummer"},
    {"nl", "", "BANK_ACCOUNT|IBAN", "rekeningnummer bankrekening bankrekeningnummer"},
    {"nl", "", "SECRET", "wachtwoord"},
    {"nl", "", "DRIVER_LICENSE", "rijbewijsnummer"},
    {"nl", "", "PASSPORT", "paspoortnummer"},
    {"nl", "", "",
     "bedrijfsnaam productnaam besteldatum aantal klantnummer kvk_nummer bestelnummer factuurnummer adrestype "
     "bestandsnaam email_verzonden_op artikelnummer leverdatum omzet telefoon_geverifieerd"},
    // Polish
    {"pl", "", "PERSON_NAME", "imie nazwisko imie_nazwisko imię imie_i_nazwisko nazwisko_panienskie"},
    {"pl", "", "ADDRESS", "adres ulica numer_domu adres_zamieszkania adres_dostawy"},
    {"pl", "", "PHONE", "telefon numer_telefonu telefon_komorkowy nr_tel nr_telefonu"},
    {"pl", "", "EMAIL", "adres_email email_klienta"},
    {"pl", "", "DATE_OF_BIRTH", "data_urodzenia"},
    {"pl", "", "NATIONAL_ID", "pesel numer_pesel numer_dowodu_osobistego"},
    {"pl", "", "PASSPORT", "numer_paszportu"},
    {"pl", "", "BANK_ACCOUNT|IBAN", "numer_konta nr_konta_bankowego"},
    {"pl", "", "SECRET", "haslo hasło"},
    {"pl", "", "",
     "nazwa_produktu nazwa_firmy data_zamowienia ilosc typ_adresu numer_zamowienia nazwa_pliku id_adresu kwota cena "
     "data_dostawy typ_konta status_konta numer_faktury nazwa_sklepu"},
    // Health and people
    {"health", "patients", "PERSON_NAME",
     "patient_name patient_first_name pat_last_nm next_of_kin_name attending_physician_name guarantor_name"},
    {"health", "patients", "HEALTH_BIO",
     "mrn medical_record_number patient_mrn fingerprint_template face_embedding voiceprint health_card_number "
     "iris_scan"},
    {"health", "patients", "HEALTH_BIO|NATIONAL_ID", "health_insurance_number medicare_number nhs_number"},
    {"health", "patients", "PHONE", "next_of_kin_phone physician_phone pt_phone"},
    {"health", "patients", "DATE_OF_BIRTH", "dob pat_dob patient_dob birth_datetime:timestamp date_of_birth:timestamp"},
    {"health", "patients", "US_SSN|NATIONAL_ID", "pt_ssn patient_ssn"},
    {"health", "patients", "",
     "patient_id npi admission_date discharge_date date_of_service ndc_code procedure_code birth_weight:numeric "
     "gender_concept_id care_site_name encounter_id lab_result_value bed_number ward_name visit_type specimen_id "
     "length_of_stay medication_name drug_name"},
    {"hr", "workers", "PERSON_NAME",
     "legal_first_name preferred_name supervisor_name manager_full_name emergency_contact_name employee_full_nm "
     "spouse_name"},
    {"hr", "workers", "EMAIL", "personal_email work_email_address manager_email"},
    {"hr", "workers", "ADDRESS", "home_address_line_1 home_street_address residential_address"},
    {"hr", "workers", "US_SSN|NATIONAL_ID", "ssn social_security_number social_security_no soc_sec_num employee_ssn"},
    {"hr", "workers", "NATIONAL_ID", "national_insurance_number national_id_number sin_number national_id"},
    {"hr", "workers", "PASSPORT", "passport_number passport_no passport"},
    {"hr", "workers", "DRIVER_LICENSE", "drivers_license_number driving_licence_no dl_number"},
    {"hr", "workers", "BANK_ACCOUNT|IBAN", "bank_account_number bank_acct_no bank_account_num"},
    {"hr", "workers", "",
     "hire_date termination_date manager_id job_code cost_center_name department_name emergency_contact_relationship "
     "passport_expiry_date passport_country drivers_license_state drivers_license_expiry visa_type work_location "
     "position_title employee_count business_title employment_status is_manager years_of_service"},
    // Security and devices
    {"security", "", "SECRET",
     "api_key api_token access_token secret_key aws_secret_access_key encryption_key signing_secret webhook_secret "
     "password_hash hashed_password user_password passwd pwd jwt bearer_token session_token connection_string "
     "mfa_secret recovery_codes two_factor_secret two_factor_recovery_codes remember_token oauth_token private_key_pem "
     "db_password smtp_password apiKey clientSecret auth_token passphrase"},
    {"security", "", "",
     "api_key_id api_key_name access_token_expires_at token_type token_count max_tokens prompt_tokens "
     "completion_tokens client_id public_key primary_key foreign_key sort_key partition_key idempotency_key "
     "password_changed_at password_reset_count password_policy password_expires_at has_password ssh_public_key "
     "email_verified_at cache_key object_key s3_key key_name token_expiry secret_version key_length password_strength "
     "is_password_set dedup_key keyword composite_key natural_key refresh_token_ttl tokens_used"},
    {"devices", "", "IP_ADDRESS",
     "ip ip_address ip_addr client_ip remote_addr remote_ip user_ip last_login_ip x_forwarded_for source_ip "
     "visitor_ip_address clientIp signup_ip"},
    {"devices", "", "MAC_ADDRESS|DEVICE_ID",
     "mac_address mac_addr wifi_mac bluetooth_mac device_mac_address macAddress"},
    {"devices", "", "DEVICE_ID",
     "imei imei_number imsi meid idfa gaid android_id advertising_id device_fingerprint browser_fingerprint"},
    {"devices", "", "CRYPTO",
     "wallet_address btc_address bitcoin_address eth_address payout_wallet_address crypto_address"},
    {"devices", "", "",
     "ip_country ip_hash ip_version ip_count machine_name device_type device_model serial_number asset_tag "
     "wallet_balance wallet_type memory_address contract_address crypto_currency browser_name os_version screen_width "
     "tip_amount ship_date zip_file chip_id recipe clip_url descriptor shipment macro_name pharmacy"},
    // Payment
    {"payment", "", "CREDIT_CARD",
     "card_number cc_number ccnum cc_num credit_card_no credit_card cvv cvc card_cvv cvv2 debit_card_number "
     "payment_card_number card_pan cardholder_pan primary_account_number creditCardNumber cardNo"},
    {"payment", "", "PERSON_NAME", "card_holder_name cardholder_name name_on_card cardholder"},
    {"payment", "", "IBAN|BANK_ACCOUNT",
     "iban iban_number debtor_iban creditor_iban account_iban beneficiary_iban refund_iban"},
    {"payment", "", "BANK_ACCOUNT|IBAN",
     "beneficiary_account_number acct_num payee_account_number account_number accountNo"},
    {"payment", "", "",
     "card_expiry_date card_type card_last_four card_bin card_token card_id gift_card_code scorecard_id "
     "credit_card_type credit_limit iban_country swift_code account_id account_type account_status account_balance "
     "card_present card_issuer card_color postcard_id gl_account_code discard cardinality card_count card_fee "
     "ledger_account_name credit_card_expiry masked_card_number"},
    // Plain names of many schemas
    {"plain", "", "EMAIL",
     "email_address emailaddress e_mail EMAIL_ADDR eml_addr cust_email_addr email1 email_2 alt_email secondary_email "
     "reply_to_email from_email to_email billing_email emailAddress userEmail backup_email email_primary email_work "
     "student_email recipient_email paypal_email EMAIL"},
    {"plain", "", "",
     "email_domain email_template_id email_campaign email_subject email_body email_open_rate email_click_count "
     "email_opt_in email_status email_verified email_hash email_sha256 email_type email_provider num_emails_sent "
     "emails_sent email_frequency has_email email_valid is_valid_email email_bounced_at email_format email_preference "
     "email_sent_at is_email_verified emailVerified email_count emailSentAt last_email_sent_date email_unsubscribed "
     "email_enabled email_notifications email_list_id show_email email_size email_attempts email_signature_enabled "
     "email_thread_id"},
    {"plain", "", "PHONE",
     "phonenum tel tel_no telephone cell_phone mobile_no msisdn fax_number whatsapp_number caller_phone phone1 phone_2 "
     "ph_no cust_ph_num contact_phone phone_home phone_work_mobile phoneNumber telephoneNumber mobileNumber day_phone "
     "evening_phone phone_e164 landline_number alt_phone_no"},
    {"plain", "", "",
     "phone_type phone_country_code phone_verified_at phone_model phone_os phone_carrier phone_call_count "
     "phone_calls_made mobile_app_version mobile_sessions is_mobile mobile_platform cell_count cell_id call_duration "
     "phone_area_code_count phone_brand phone_price phone_hash phone_verified telephone_sales hotel_id phone_status "
     "telemetry_id phoneVerified phone_country microphone_type telco"},
    {"plain", "", "PERSON_NAME",
     "fname lname f_name l_name last_nm surname given_name family_name full_name fullname client_full_name cust_nm "
     "emp_nm employee_first_name guest_name passenger_name student_name teacher_name recipient_name contact_person "
     "maiden_name mothers_maiden_name sales_rep_name driver_name created_by_name beneficiary_name borrower_name "
     "applicant_first_name signatory_name child_name user_full_name middle_name FIRST_NAME lastName tenant_last_name "
     "patientName owner_full_name co_applicant_name doctor_name witness_name"},
    {"plain", "", "",
     "item_name brand_name file_name filename table_name column_name schema_name database_name host_name hostname "
     "server_name domain_name event_name plan_name city_name country_name region_name store_name team_name "
     "package_name class_name method_name function_name category_name campaign_name channel_name project_name job_name "
     "task_name rule_name branch_name bank_name school_name org_name dept_name role_name group_name tag_name step_name "
     "metric_name index_name variant_name currency_name month_name day_name status_name type_name short_name code_name "
     "name_length name productName warehouse_name species_name hotel_name album_name screen_name_count template_name "
     "queue_name cluster_name bucket_name widget_name"},
    {"plain", "", "ADDRESS",
     "street_address street_name address_line_1 addr1 addr_line2 home_address billing_address shipping_street "
     "mailing_address residence_address house_number house_no apt_number po_box ship_to_street cust_addr streetAddress "
     "addressLine1 postal_address delivery_address permanent_address customer_street"},
    {"plain", "", "",
     "address_id address_type address_count address_verified address_hash city_id state_id address_valid_from "
     "street_count is_billing_address address_status address_book_id same_as_billing_address addressable_type "
     "base_address_offset address_format num_addresses address_created_at shipping_address_id"},
    {"plain", "", "DATE_OF_BIRTH",
     "birthdate birth_dt date_birth dateOfBirth cust_dob birthday member_birth_date DOB born_on child_dob"},
    {"plain", "", "",
     "created_at updated_at order_date due_date birth_order birth_rate birthday_coupon_sent birthday_email_sent_at "
     "has_birthday start_date date_joined created_by_id capacity velocity opacity assn_id public publication "
     "republic_id license_type software_license_key_type acid_level passenger_count assignment classname passing_grade "
     "tokenizer_version ssn_verified dob_verified pinned shipping_cost spinner pan_zoom_level description "
     "subscription_name manifest latitude_count ratio nickel hemisphere surcharge surface surplus username_length"},
    // A second list, written after the first tuning and measured before the second (P 0.991, R 0.910).
    {"second", "", "SECRET",
     "webhook_signing_secret stripe_secret_key twilio_auth_token ldap_bind_password session_secret "
     "hmac_key deploy_key_private vault_token service_account_key passcode_hash admin_pwd user_pass "
     "access_key_secret client_secret_encrypted jwt_secret db_conn_string bind_password "
     "basic_auth_password magic_link_token invite_token email_confirmation_token api_secret "
     "consumer_secret shared_secret otp_seed totp_seed backup_codes recovery_code ftp_password "
     "wifi_password secretAccessKey refreshToken pgp_private_key sso_token"},
    {"second", "", "",
     "secret_name secret_arn token_symbol token_balance token_price token_address_type key_id key_type "
     "api_key_last_used_at api_key_prefix_length password_attempts password_updated "
     "last_password_change password_min_length keyboard_layout monkey_id turnkey_flag jwt_issuer "
     "session_count session_started session_duration auth_method auth_provider oauth_provider_id "
     "public_key_fingerprint partition_key_value sort_key_name public_api_version tokens_per_second "
     "input_tokens"},
    {"second", "", "EMAIL",
     "work_e_mail user_mail contact_mail primary_email_address home_email office_email parent_email "
     "supervisor_email applicant_email author_email sender_email_address owner_email creator_email "
     "cc_email bcc_email support_email notif_email invoice_email login_email e_mail_1 EMailAdresse "
     "emailDestinataire correo_contacto mail_address email_raw email_lower original_email"},
    {"second", "", "",
     "email_address_id email_log_id email_bounce_count email_queue_id email_footer email_html "
     "email_delivered_at email_segment emailable_type mailing_list_name mailbox_size mail_server "
     "mail_delivery_status email_frequency_days total_emails unread_emails max_emails_per_day "
     "email_verification_status email_confirmed email_source email_priority emails_opened "
     "email_marketing_opt_in email_consent_date email_domain_rank email_language email_version "
     "email_mx_valid mail_merge_flag"},
    {"second", "", "PHONE",
     "cell cell_no telNo tel1 phone_nbr cust_phone_num mobile_phone_number office_phone business_phone "
     "telephone_1 phone_number_1 emergency_phone_number guardian_phone tel_domicile tel_bureau "
     "telefono_casa telefono_contacto telefonnr handy_nr mobilnummer gsm_number numero_mobile "
     "cell_number phonenumber2 fax_no officeFax primaryPhone smsNumber tel_maison num_telephone "
     "telefono_fijo nr_telefone"},
    {"second", "", "",
     "phone_extension_enabled phone_number_verified phone_number_id phone_number_count "
     "phone_case_color phone_book_id telephony_provider mobile_os mobile_carrier mobile_traffic "
     "mobile_friendly mobile_conversion_rate cellular_data_usage fax_enabled phone_screen_size "
     "phone_make phone_last_verified phone_source phone_format phone_lookup_status smartphone_share "
     "tel_aviv_office_id cell_value cell_color cell_type headphone_model microphone_count "
     "phonetic_code saxophone telegram_channel_count"},
    {"second", "", "PERSON_NAME",
     "customer_first_nm cust_last_name buyer_name seller_full_name requester_name account_owner_name "
     "reporter_name approver_name emp_first_name emp_name insured_name policyholder_name "
     "claimant_last_name defendant_name attorney_name judge_name coach_name player_name "
     "artist_real_name payer_name payee_name driver_first_name rep_name salesperson_name "
     "consignee_name bride_name father_name mothers_name guardian_full_name next_of_kin_full_name "
     "visitor_name subscriber_first_name middle_nm pref_name_first nombre_empleado "
     "nombre_usuario_completo apellido1 apellido2 nom_salarie nom_patient prenom_client "
     "cognome_cliente nome_paciente nome_pai kundenvorname mitarbeiter_nachname naam_klant "
     "imie_klienta nazwisko_klienta sobrenome_cliente givenName familyName contactPersonName "
     "card_holder"},
    {"second", "", "",
     "project_manager_count vendor_code_name device_name sensor_name printer_name computer_name "
     "node_name pod_name namespace_name container_name image_name tenant_slug app_name site_name "
     "page_name form_name field_name list_name segment_name cohort_name experiment_name model_name "
     "algorithm_name dataset_name pipeline_name dag_name operator_name_length shift_name holiday_name "
     "season_name sport_name stadium_name disease_name gene_name protein_name strain_name "
     "street_lighting_count account_name_changed_at legal_entity_type company_legal_name trade_name "
     "font_family_name product_family_name last_file_name first_page_name full_table_name "
     "display_order nombre_categoria nom_commune nome_curso naam_product nazwa_kategorii "
     "name_of_product title_name surname_count names_count player_position actor_type author_count "
     "owner_type guest_count member_since patient_class lead_score employee_type teacher_ratio "
     "contact_count contact_type"},
    {"second", "", "ADDRESS",
     "home_addr residential_addr mailing_addr_1 address_3 addr_line_1 customer_address_line2 street_nm "
     "street_no street_number house_nr apartment_no flat_number suite_number rue_client numero_rue "
     "adresse_domicile adresse_client calle_numero direccion_casa indirizzo_casa strasse_hausnummer "
     "wohnstrasse straat_huisnummer ulica_nr_domu nr_domu nr_mieszkania endereco_rua shippingAddress1 "
     "billing_addr1 mailingStreet legal_address correspondence_address registered_address addressLine "
     "delivery_street"},
    {"second", "", "",
     "address_changed address_verified_at address_source address_quality_score address_country_code "
     "address_zip_valid ip_address_count email_address_count address_lines_count street_width "
     "streetlight_id house_edge housing_type building_type building_height apartment_type unit_price "
     "unit_of_measure block_number floor_area web_address_type address_match_score road_length "
     "avenue_count home_team home_page home_runs box_office box_count mailbox_type suite_type "
     "flat_rate flat_fee line_number line_total"},
    {"second", "", "DATE_OF_BIRTH",
     "dob_date:date patient_birth_date:date birth_day:date date_naissance_client:date fecha_nac:date "
     "data_nasc:date geburtsdatum_kunde:date emp_birth_dt:date dateBirth:date birthDay:date "
     "spouse_dob:date dob_text:date data_nascita_paziente:date geb_dat:date user_birthday:date"},
    {"second", "", "",
     "birthday_reminder_sent birth_count birth_place birth_certificate_type stillbirth_rate hire_dt "
     "join_date anniversary_date expiry_dt date_of_death_flag start_of_service order_dt dob_missing "
     "dob_year_only age_group birthweight born_in_country"},
    {"second", "", "CREDIT_CARD",
     "cc_card_number creditcard_num card_nbr cardNumber pan_number card_pan_full cardCvc cvv_code "
     "security_code_card numero_tarjeta_credito num_carte_bancaire kreditkarten_nr numer_karty "
     "numer_karty_kredytowej numero_cartao_credito debit_card_no payment_card_no creditCardNo"},
    {"second", "", "",
     "card_network card_level card_status card_issue_date card_limit card_bin_country "
     "card_fingerprint_hash credit_score credit_rating credit_balance debit_amount debit_flag "
     "credit_note_number credit_memo_id sim_card_count graphics_card scorecard card_reader_id "
     "card_title cards_dealt flashcard_set wildcard_pattern card_last_digits card_expiration "
     "cardholder_count debit_credit_indicator credit_type card_swipe_count pan_tilt panel_id "
     "panic_mode"},
    {"second", "", "BANK_ACCOUNT|IBAN",
     "bank_acct_number bank_acc_num payee_iban iban_code customer_iban iban_kunde iban_beneficiario "
     "bankkonto_nr numero_compte_bancaire cuenta_corriente ach_account_number checking_account_number "
     "savings_account_no direct_deposit_account_number conto_corrente_numero nr_rachunku "
     "numer_rachunku_bankowego nr_conta conta_corrente payout_account_number refund_account_no"},
    {"second", "", "",
     "account_number_length account_number_type account_age account_owner_id account_currency "
     "bank_code bank_country bank_branch_name bank_id account_manager_email_count iban_valid "
     "iban_length ledger_account_number gl_account_number account_group account_plan accounts_payable "
     "account_created chart_account_code bank_fee bank_holiday_flag bank_transfer_status konto_typ "
     "kontostand"},
    {"second", "", "NATIONAL_ID|US_SSN",
     "ssn_number emp_ssn_no social_sec_number tax_id_number taxpayer_id tax_file_number national_id_no "
     "identity_number id_card_no identity_card_number citizen_id personal_id "
     "personal_identification_number cpf_numero dni_numero nif_cliente curp_empleado pesel_klienta "
     "bsn_nummer steuer_id steuer_nr sv_nummer svnr nir_patient num_insee aadhaar_no aadhar_number "
     "pan_card_number nino_number nhs_no sin_no tfn_number ahv_nummer personnummer hetu_code "
     "codice_fiscale_cliente cnp egn oib_number rut_cliente cedula_identidad documento_identidad "
     "numero_identidad numero_documento_identidad govt_id_number nric_number"},
    {"second", "", "",
     "tax_rate tax_amount tax_code tax_class_id tax_year tax_exempt_id_required vat_number vat_rate "
     "ein_verified company_tax_id national_average nationality_code identity_provider "
     "identity_verified identity_type identifier_type id_type id_verified social_media_url "
     "social_channel insurance_type insurance_provider insurance_premium security_level security_group "
     "security_deposit ssn_exists sin_wave single_id since_date cpf_valido dni_verificado "
     "personal_best personal_trainer_count"},
    {"second", "", "PASSPORT|DRIVER_LICENSE",
     "passport_num passport_id_number passportNo passnummer_kunde num_passeport num_pasaporte "
     "driver_lic_no dl_num drivers_licence_num driving_license_id fuehrerschein_nr permis_de_conduire "
     "numero_licencia_conducir driverLicenseNumber"},
    {"second", "", "",
     "passport_issued_at passport_issue_country passport_required passport_type license_class "
     "license_expiration license_state license_key_count license_plan license_fee driver_rating "
     "driver_id driver_version driver_count driver_license_valid_until dl_speed"},
    {"second", "", "HEALTH_BIO|NATIONAL_ID",
     "patient_medical_record_no med_rec_no mrn_number health_insurance_id health_plan_member_id "
     "medicaid_number health_card_no biometric_template face_template voice_print retina_scan "
     "fingerprint_scan iris_template face_encoding genome_sequence insurance_member_number"},
    {"second", "", "",
     "health_status health_score health_check_url healthcheck_count medical_specialty record_count "
     "record_type face_value face_count voice_channel iris_dataset fingerprint_algorithm "
     "finger_food_id scan_type template_id insurance_status palm_oil_pct"},
    {"second", "", "IP_ADDRESS",
     "user_ip_addr ip_v4 ipv6_address ipaddr remote_ip_address registration_ip created_ip first_ip "
     "order_ip session_ip login_ip ip_of_customer login_ip_address sourceIPAddress client_ip_addr "
     "ip_adres direccion_ip_cliente forwarded_for last_seen_ip customer_ip peer_ip device_ip"},
    {"second", "", "",
     "ip_type ip_score ip_reputation ip_isp ip_region ip_blocked ip_is_proxy ip_geo_city "
     "ip_range_count ip_pool_id ip_limit shipping_ip_match tip zip_ip_distance equip_id script chips "
     "gateway_ip dns_ip subnet_ip ip_protocol ip_whitelist_enabled ip_allocation_method"},
    {"second", "", "MAC_ADDRESS|DEVICE_ID",
     "wlan_mac eth_mac_address bt_mac_addr mac_addr_hex device_mac imei1 imei_no device_imei ios_idfa "
     "android_ad_id google_advertising_id device_finger_print hw_mac bluetooth_address"},
    {"second", "", "",
     "mac_os_version machine_id device_count device_os device_brand device_category device_language "
     "device_name_length macro_id mach_number device_status device_token_count ad_id_type "
     "advertising_budget advertising_channel ad_group_id ad_clicks fingerprint_version"},
    {"second", "", "CRYPTO",
     "btc_wallet wallet_addr ethereum_address eth_wallet_address crypto_wallet_address "
     "deposit_wallet_address bitcoinAddress payout_btc_address usdt_address blockchain_address"},
    {"second", "", "",
     "wallet_currency wallet_provider wallet_count wallet_created_at wallet_status crypto_enabled "
     "eth_price btc_price crypto_amount digital_wallet_type bitcoin_balance contract_address_count "
     "memory_addr base_addr"},
    {"second", "Production.Location", "", "Name"},
    {"second", "Product", "", "Description"},
    {"second", "ProductReview", "EMAIL", "EmailAddress"},
    {"second", "Person", "", "rowguid:uuid"},
    {"second", "DimCustomer", "PHONE", "Phone"},
    {"second", "DimCustomer", "", "SpanishEducation"},
    {"second", "BusinessEntityContact", "", "ContactTypeID:integer"},
    {"second", "ProductPhoto", "", "PhotoFileName ThumbnailPhotoFileName LargePhoto:bytea"},
    {"second", "SalesOrderDetail", "", "CarrierTrackingNumber"},
    {"second", "CurrencyRate", "", "CurrencyRateDate:timestamp"},
    {"second", "SalesTaxRate", "", "TaxRate:numeric TaxType:smallint"},
    {"second", "CountryRegion", "", "CountryRegionCode"},
    {"second", "AddressType", "", "AddressTypeID:integer"},
    {"second", "PurchaseOrderHeader", "", "EmployeeID:integer"},
    {"second", "Store", "", "SalesPersonID:integer"},
    {"second", "ProductModel", "", "Instructions:xml"},
    {"second", "ProductReview", "", "Comments"},
    {"second", "ProductReview", "PERSON_NAME", "ReviewerName"},
    {"second", "SalesPerson", "", "SalesQuota:numeric Bonus:numeric"},
    {"second", "DimEmployee", "NATIONAL_ID", "ParentEmployeeNationalIDAlternateKey"},
    {"second", "accounts", "",
     "shared_inbox_url sensitized_at:timestamp note salmon_url subscription_expires_at:timestamp"},
    {"second", "users", "SECRET", "otp_backup_codes:text[]"},
    {"second", "users", "",
     "current_sign_in_at:timestamp skip_sign_in_token:boolean settings time_zone last_email_at:timestamp"},
    {"second", "web_push_subscriptions", "", "endpoint"},
    {"second", "session_activations", "", "access_token_id:bigint"},
    {"second", "invites", "", "max_uses:integer"},
    {"second", "canonical_email_blocks", "", "canonical_email_hash"},
    {"second", "account_aliases", "", "uri"},
    {"second", "announcements", "", "title"},
    {"second", "custom_filters", "", "phrase"},
    {"second", "domain_blocks", "", "domain public_comment"},
    {"second", "users", "IP_ADDRESS", "sign_up_ip:inet"},
    {"second", "user_roles", "", "permissions:bigint color name"},
    {"second", "tags", "", "name display_name"},
    {"second", "custom_emojis", "", "shortcode"},
    {"second", "oauth_access_grants", "SECRET", "token"},
    {"second", "oauth_access_grants", "", "scopes"},
    {"second", "oauth_applications", "", "name"},
    {"second", "accounts", "SECRET", "private_key secret"},
    {"second", "webhooks", "", "url events:text[]"},
    {"second", "webhooks", "SECRET", "secret"},
    {"second", "webauthn_credentials", "", "public_key sign_count:bigint external_id"},
    {"second", "reports", "", "action_taken_by_account_id:bigint"},
    {"second", "statuses", "", "in_reply_to_id:bigint"},
    {"second", "media_attachments", "", "blurhash"},
    {"second", "preview_cards", "",
     "embed_url provider_name author_url image_storage_schema_version:integer type:integer"},
    {"second", "preview_cards", "PERSON_NAME", "author_name"},
    {"second", "ip_blocks", "", "comment"},
    // A third list, the same way (before: P 0.985, R 0.913).
    {"third", "", "EMAIL",
     "manager_email_address emergency_email customerEmailAddr usr_email_addr e_mail_address "
     "mailContact adresse_electronique poczta_email email_zakelijk email_kontaktowy correo_personal "
     "subscriberEmail lead_email_address email_of_guardian"},
    {"third", "", "PHONE",
     "sms_phone_number mobile1 contactNo alt_mobile mobile_no_2 customer_tel telephone_home "
     "work_telephone_number handynr telefoon_werk tel_werk celular_contato fone_residencial "
     "telefono_cellulare num_portable numer_komorki fax_phone caller_id_number home_tel"},
    {"third", "", "PERSON_NAME",
     "consumer_name occupant_first_name debtor_name plaintiff_full_name nurse_name surgeon_last_name "
     "referring_physician_name lead_first_name prospect_last_name account_holder_full_name kid_name "
     "emp_fname cust_lname apellido_paterno segundo_nombre nombre_titular nom_titulaire nom_naissance "
     "prenom2 vorname_2 name_des_kunden vor_und_nachname nachname_kunde nome_do_cliente nome_titular "
     "naam_contactpersoon pierwsze_imie drugie_imie imie_ojca executor_name invoice_recipient_name"},
    {"third", "", "ADDRESS",
     "street1 street_2 address_street addr_street home_street customer_street_address addresszeile1 "
     "strasse_nr lieferstrasse adresse_ligne_1 adresse2 rue_et_numero calle_y_numero "
     "via_e_numero_civico indirizzo_fatturazione endereco_cobranca rua_numero straat_en_huisnummer "
     "adres_korespondencyjny ulica_i_numer ship_to_address1 bill_to_street site_address "
     "property_address pickup_address destination_address"},
    {"third", "", "DATE_OF_BIRTH",
     "birth_dttm:date person_birth_date:date dob_cust:date nacimiento:date "
     "data_urodzenia_pacjenta:date geboortedatum_klant:date nascimento_cliente:date dependent_dob:date "
     "primary_insured_dob:date"},
    {"third", "", "SECRET",
     "db_passwd root_password wifi_passphrase otp_secret_key api_client_secret azure_storage_key "
     "sas_token personal_access_token gitlab_token slack_bot_token webhook_token device_auth_token "
     "session_key encryption_secret private_ssh_key mot_de_passe_hash clave_acceso contrasena_hash "
     "haslo_hash passwort_salt user_credentials login_password security_answer"},
    {"third", "", "CREDIT_CARD",
     "cc_no card_acct_number visa_card_number cardnumber_raw cvv_number kreditkarte credit_card_num "
     "tarjeta_numero num_cartao nr_karty"},
    {"third", "", "IBAN|BANK_ACCOUNT",
     "bankaccount_number vendor_iban iban_nr iban_empfaenger kontonummer_kunde compte_iban nro_cuenta "
     "account_num_bank debit_account_number sender_account_number recipient_iban conta_numero"},
    {"third", "", "NATIONAL_ID|US_SSN",
     "ssn_no customer_ssn spouse_ssn ssn_plain national_insurance_no ni_no nino social_insurance_no "
     "tax_identification_number personal_tax_number steueridentifikationsnummer num_securite_sociale "
     "numero_de_seguridad_social num_dni dni_cliente codfiscale cpf_do_cliente nr_pesel bsn_klant "
     "sofinummer national_identity_number voter_id_number curp_numero"},
    {"third", "", "PASSPORT|DRIVER_LICENSE",
     "passport_id passport_doc_number passeport_numero pasaporte_numero travel_document_no "
     "drivers_license_id driver_license_num driving_licence_number rijbewijs_nr fuehrerscheinnr "
     "patente_guida cnh_numero"},
    {"third", "", "HEALTH_BIO|NATIONAL_ID",
     "mrn_id patient_medical_record_number medical_record_id health_insurance_no "
     "krankenversicherten_nr face_vector voice_template fingerprint_data_template"},
    {"third", "", "IP_ADDRESS",
     "ip_last ip_first source_ip_address origin_ip client_ipv4 ip_addr_v6 user_agent_ip "
     "browser_ip_address publicIp external_ip access_ip ip_client"},
    {"third", "", "MAC_ADDRESS|DEVICE_ID",
     "router_mac_address phone_imei imei_code vehicle_tracker_imei sim_imsi sim_iccid "
     "android_advertising_id device_idfv"},
    {"third", "", "CRYPTO",
     "eth_addr wallet_public_address solana_wallet_address btc_deposit_address crypto_wallet "
     "from_wallet_address"},
    {"third", "", "",
     "email_rank email_segment_id email_batch email_device emailing_campaign_id email_reply_count "
     "email_open_date email_link_clicks email_variant email_ab_test email_sender_domain "
     "last_email_click first_email_open_at num_email_sends is_email has_mobile phone_verified_by "
     "phone_score phone_risk phone_plan phone_usage_minutes phone_validity phone_region "
     "phone_prefix_count mobile_users mobile_app mobile_web_visits mobile_device_type cell_tower_id "
     "cell_density telephone_orders_total fax_received_at name_en name_de name_hash name_source "
     "name_score name_changed_at named_entity_count company_nm vendor_nm account_nm category_nm "
     "prod_nm brand_nm supplier_company store_nm file_nm first_order_date last_order_date "
     "first_seen_at last_visit middle_tier full_price full_refund display_ads_cost family_size "
     "given_points maiden_flight surrogate_id address_state address_city address_country "
     "address_postcode address_latitude address_updated_by address_confidence street_view_url "
     "house_price_index home_value household_income_band building_age birth_rate_per_1000 birth_month "
     "birth_country born_at_weight dob_source age_at_event passport_status visa_status_date "
     "license_plate_type licence_type licensed_users card_network_fee card_scheme card_decline_reason "
     "card_tokenized card_product card_stock cards_issued credit_used credits_remaining debit_total "
     "payment_token_type payment_status payment_account_type bank_swift_code bank_rating iban_checked "
     "account_open_date account_segment account_rep_id account_health_score accounting_code tax_region "
     "tax_total tax_identifier_type ssn_flag ssn_match national_holiday national_team_id "
     "identity_score id_proof_type health_index medical_center_id record_hash record_locator "
     "biometric_enabled face_id_enabled voice_minutes finger_count ip_asn ip_org ip_latitude ip_match "
     "ip_class ips_blocked mac_vendor device_age device_os_version wallet_share wallet_topup_amount "
     "crypto_fee btc_volume password_reset_at password_hint_shown password_last_set "
     "password_rotation_days pwd_expiry secret_rotation_date token_expires token_scope token_issuer "
     "token_usage_count token_count_total key_rotation key_size key_metric key_result keys_pressed "
     "api_version api_calls api_latency_ms access_level access_count auth_code_length login_count "
     "login_method login_attempts session_length session_source encryption_type credential_type "
     "certificate_name pin_count pinned_at state_code country_iso county_fips zip3 region_name "
     "territory_name owner_team manager_level manager_level_1_id author_role author_rank customer_tier "
     "customer_status customer_type_name customer_count employee_band employee_tenure patient_count "
     "patient_status guest_rating student_teacher_ratio user_type user_count member_level "
     "contact_source contact_attempts contact_rate contact_channel recipient_count sender_type "
     "sender_score driver_status driver_rating_avg agent_count agent_type lead_source lead_status "
     "child_count parent_sku parent_company_name parent_category_name nom_du_produit nom_de_la_ville "
     "nome_do_produto nombre_del_producto nome_del_prodotto naam_van_het_product nazwa_towaru "
     "stadtname produktbezeichnung tarifname vertragsnummer bestelldatum_von anzahl_telefonate "
     "email_zustellrate telefonkosten telefontyp adresszusatz_typ adressart strassentyp "
     "kontostand_datum kartenlimit passwortaenderung steuersatz steuerklasse steuerbetrag taux_tva "
     "montant_carte date_appel nb_mails_envoyes statut_email duree_appel total_llamadas costo_telefono "
     "tipo_documento fecha_vencimiento_tarjeta saldo_cuenta estado_telefono dt_envio_email tipo_conta "
     "saldo_conta data_scadenza_carta stato_email numero_ordini numero_chiamate aantal_emails "
     "datum_verzending_email rekening_type saldo_rekening data_wysylki_email liczba_telefonow "
     "typ_karty saldo_konta"},
});

}  // namespace tollgate::tests
